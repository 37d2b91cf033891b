import type { Refusal } from "#lib/ingest/refusals.ts";

/**
 * One step: reads what earlier steps found out, and returns what it adds to it or a refusal. A step that only checks
 * returns `{}`.
 */
export type Step<Known, Added> = (known: Known) => Promise<Added | Refusal> | Added | Refusal;

type NamedStep = { name: string; step: Step<never, object> };

/**
 * A list of named steps over a context whose type grows with each of them, so that a step cannot be put before another
 * whose result it needs. The first refusal ends the run.
 */
export class Pipeline<Start extends object, Known extends object = Start> {
  readonly #steps: readonly NamedStep[];

  constructor(steps: readonly NamedStep[] = []) {
    this.#steps = steps;
  }

  /** The same list with one more step at its end. */
  step<Added extends object>(name: string, step: Step<Known, Added>): Pipeline<Start, Known & Added> {
    return new Pipeline<Start, Known & Added>([...this.#steps, { name, step }]);
  }

  get names(): string[] {
    return this.#steps.map(({ name }) => name);
  }

  async run(start: Start): Promise<Known | Refusal> {
    let known: object = start;
    for (const { step } of this.#steps) {
      // What `step()` has checked: everything this step reads is known by now.
      const result = await (step as Step<object, object>)(known);
      if ("refused" in result) return result as Refusal;
      known = { ...known, ...result };
    }
    return known as Known;
  }
}

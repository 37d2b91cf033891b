import type { BatchErrorCode, BatchResult } from "#lib/contract.ts";
import type { Buckets, Limiter } from "#lib/http/rate-limits.ts";
import type { OwnerLookup } from "#lib/ingest/owner-lookup.ts";
import type { Refusal } from "#lib/ingest/refusals.ts";
import type { SaltLookup } from "#lib/ingest/visitor-salt.ts";
import type { Coalescer } from "#lib/ingest/write/coalescer.ts";
import type { FilterCode } from "#lib/ingest/write/payload.ts";

/** The limits of ingest, in events: of a client and of an owner; and a client's questions for codes that nobody has. */
export type IngestLimits = {
  client: Limiter;
  owner: Limiter;
  unknownCodes: Pick<Buckets, "take" | "giveBack">;
};

/** What the steps use beyond the request itself. */
export type Services = {
  findOwner: OwnerLookup;
  findSalt: SaltLookup;
  limits: IngestLimits;
  coalescer: Pick<Coalescer, "add" | "depth">;
  /** Told of every answer, for whoever counts them. */
  metrics: {
    answered(result: BatchResult, filter: FilterCode | null): void;
    refused(code: BatchErrorCode): void;
  };
  /** Milliseconds since 1970. */
  now: () => number;
};

/** What every step may read: the request as it came, when, and this process's services. */
export type Arrival = {
  request: Request;
  /** The body's bytes, where the server has them at hand in a cheaper form than `request.body`. */
  chunks?: AsyncIterable<Uint8Array>;
  /** Of the connection, where the server knows it. */
  socketAddress?: string;
  /** Milliseconds since 1970. */
  receivedAt: number;
  services: Services;
  /**
   * Who tells of the visitor; absent: the visitor's own browser. `server`: a server that knows an address or a user agent of the
   * visitor's; `session`: one that knows neither, so that the session is the visitor.
   */
  teller?: "server" | "session";
};

/**
 * One step: reads what earlier steps found out, and returns what it adds to that, or a refusal. A step that only checks
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

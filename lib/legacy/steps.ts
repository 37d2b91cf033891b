import { DatabaseFault } from "#lib/supabase/call-as-operator.ts";

/** Old rows that arrived in [from, to), or without a time of arrival (null); of `parts` parts the one numbered `part`. */
export type Step = { from: string | null; to: string | null; part: number; parts: number };

/** Rows of less time than this are halved by their ids: a moment may have any number of rows. */
const LEAST_MS = 60_000;
const MOST_PARTS = 1_024;

/** A step in two; null when it cannot be smaller. */
export function halvesOf({ from, to, part, parts }: Step): [Step, Step] | null {
  const [first, last] = [from, to].map((time) => Date.parse(time ?? ""));
  if (first !== undefined && last !== undefined && last - first > LEAST_MS) {
    const middle = new Date(first + Math.floor((last - first) / 2)).toISOString();
    return [
      { from, to: middle, part, parts },
      { from: middle, to, part, parts },
    ];
  }
  return parts < MOST_PARTS
    ? [
        { from, to, part, parts: parts * 2 },
        { from, to, part: part + parts, parts: parts * 2 },
      ]
    : null;
}

/**
 * Runs a step; one that the database ends because of its time (57014) is run as its halves.
 * @throws what else goes wrong, and the time-out of a step that has no halves
 */
export async function inSteps<S>(
  step: S,
  halve: (step: S) => [S, S] | null,
  run: (step: S) => Promise<void>,
): Promise<void> {
  try {
    await run(step);
  } catch (error) {
    const halves = error instanceof DatabaseFault && error.code === "57014" ? halve(step) : null;
    if (!halves) throw error;
    for (const half of halves) await inSteps(half, halve, run);
  }
}

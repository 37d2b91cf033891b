/** One thing that was looked at. `todo`: what is wrong, absent when all is well; `heal`: the SQL that mends it. */
export type Point = { name: string; todo?: string; heal?: string };

/** The four moments of a move to Daybook at which somebody asks whether all is well. */
export const PHASES = ["before", "migration", "client", "dashboard"] as const;
export type Phase = (typeof PHASES)[number];

/** A point by its condition. */
export function point(name: string, isWell: boolean, todo: string, heal?: string): Point {
  if (isWell) return { name };
  return heal === undefined ? { name, todo } : { name, todo, heal };
}

/** For people: a line, and the SQL that mends it on a line of its own. */
export function lineOf({ name, todo, heal }: Point): string {
  if (todo === undefined) return `ok     ${name}`;
  return `FAILS  ${name}: ${todo}${heal === undefined ? "" : `\n       ${heal};`}`;
}

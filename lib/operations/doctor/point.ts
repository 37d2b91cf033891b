/** One thing that was looked at. `todo`: what is wrong and what to do about it; absent when all is well. */
export type Point = { name: string; todo?: string };

/** The four moments of a move to Daybook at which somebody asks whether all is well. */
export const PHASES = ["before", "migration", "client", "dashboard"] as const;
export type Phase = (typeof PHASES)[number];

/** A point by its condition. */
export function point(name: string, isWell: boolean, todo: string): Point {
  return isWell ? { name } : { name, todo };
}

/** One line for people. */
export function lineOf({ name, todo }: Point): string {
  return todo === undefined ? `ok     ${name}` : `FAILS  ${name}: ${todo}`;
}

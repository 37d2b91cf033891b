/** The ranges a dashboard offers by name; `resolve-period.ts` says which days they are. */
export const PERIODS = [
  "today",
  "yesterday",
  "7d",
  "30d",
  "90d",
  "12mo",
  "month",
  "last_month",
  "year",
  "last_year",
  "all",
] as const;

export type Period = (typeof PERIODS)[number];

/** A named period, or two days of the owner's calendar (`from` null: since the first event, `to` null: today). */
export type Range =
  | { kind: "period"; period: Period }
  | { kind: "custom"; from: string | null; to: string | null };

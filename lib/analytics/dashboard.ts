/**
 * The one JSON value that the SQL function `analytics_dashboard` returns and that every dashboard screen,
 * `GET /api/analytics/<user_code>` and `useAnalyticsDashboard` share.
 * Days are `YYYY-MM-DD` in the owner's time zone; durations are seconds; counts are whole numbers.
 */

/** The totals of a day, a period, a group or a contact. Over several days `visitors` is the sum of daily visitors. */
export type Totals = {
  visitors: number;
  sessions: number;
  page_views: number;
  clicks: number;
  /** Sessions with at least one click. */
  contacting_sessions: number;
  /** Sessions with one page view and no click. */
  bounces: number;
  duration_seconds: number;
};

/** `live`: counted from raw events for this answer. `closed`: read from the daily tables. `empty`: no events. */
export type DayState = "live" | "closed" | "empty";

export type Day = Totals & { date: string; state: DayState; computed_at: string | null };

/** What is counted by the hour, too: the rest of a day's totals is kept for whole days only. */
export type HourTotals = Pick<
  Totals,
  "visitors" | "sessions" | "page_views" | "clicks" | "contacting_sessions"
>;

/** One hour of a day, `hour` from `"00"` to `"23"` on the owner's clock. Sessions belong to the hour they began in. */
export type Hour = HourTotals & { hour: string };

/** A list that may be cut: `rows` are its largest members, `more` says how many rows were left out. */
export type TopList<Row> = { rows: Row[]; more: number };

/** A contact method. `opened` / `stayed`: what is known of what happened after the tap. */
export type TargetRow = {
  target: string;
  clicks: number;
  sessions: number;
  visitors: number;
  opened: number;
  stayed: number;
  /** Clicks in the period compared with; null when nothing is compared. */
  previous_clicks: number | null;
};

export type PageRow = {
  page: string;
  page_views: number;
  sessions: number;
  visitors: number;
  /** Sessions that began and ended on this page. */
  entries: number;
  exits: number;
  clicks: number;
  previous_page_views: number | null;
};

export const DIMENSIONS = [
  "referrer",
  "channel",
  "utm_source",
  "utm_medium",
  "utm_campaign",
  "country",
  "device",
  "browser",
  "os",
  "language",
] as const;

export type Dimension = (typeof DIMENSIONS)[number];

/** `value` is `""` where nothing is known (no referrer, no campaign, unknown country). */
export type DimensionRow = {
  value: string;
  visitors: number;
  sessions: number;
  page_views: number;
  clicks: number;
  contacting_sessions: number;
};

/** `group_code` is `""` for visits that belong to no group. */
export type GroupRow = Totals & { group_code: string; name: string };

/** `share_code` is `""` for direct visits. `last_seen` is the last day with a session. */
export type ContactRow = Totals & {
  share_code: string;
  contact: string;
  group_code: string;
  last_seen: string;
};

/** What can be looked at by itself: a page, a target, or a value of a dimension. */
export type RowKind = "page" | "target" | Dimension;
export type Row = { kind: RowKind; value: string };

/** A row's numbers; null is what the daily tables do not keep for its kind. */
export type RowTotals = {
  visitors: number;
  sessions: number;
  page_views: number | null;
  clicks: number;
  contacting_sessions: number | null;
};

/** The course of one row, day by day as the dashboard's own days, from the SQL function `analytics_row`. */
export type RowCourse = Row & {
  totals: RowTotals;
  days: RowTotals[];
  previous: { totals: RowTotals; days: RowTotals[] } | null;
  /** For a period of one day, whose course would be one point: the fourteen days that end with it. */
  around: (RowTotals & { date: string; state: DayState })[] | null;
};

export type Filter = {
  scope: "owner" | "group" | "contact";
  /** The group or contact (share) looked at; null when not filtered; `""` for none / direct. */
  group: string | null;
  contact: string | null;
};

export type Compare = "none" | "previous" | "year";

export type Dashboard = {
  owner: {
    user_code: string;
    name: string;
    time_zone: string;
    /** The first day with any event, or null. */
    first_date: string | null;
    role: "owner" | "editor" | "viewer";
  };
  /** `today` is the owner's today; `to` is never after it. */
  period: { from: string; to: string; days: number; today: string };
  filter: Filter;
  compare: Compare;
  totals: Totals;
  days: Day[];
  /** The days compared with, in the same order as `days`; null when nothing is compared. */
  previous: { from: string; to: string; totals: Totals; days: Day[]; hours: Hour[] | null } | null;
  /** Only for a period of one day, else null; so are those of the day compared with. */
  hours: Hour[] | null;
  targets: TopList<TargetRow>;
  pages: TopList<PageRow>;
  dimensions: Record<Dimension, TopList<DimensionRow>>;
  groups: TopList<GroupRow>;
  contacts: TopList<ContactRow>;
  /** What the filter controls can offer, whether visited in this period or not. */
  options: {
    groups: { group_code: string; name: string }[];
    contacts: { share_code: string; contact: string; group_code: string }[];
  };
  /** Only when a row was asked for. */
  row?: RowCourse;
  /** Visitors with an event in the last five minutes, within the filter. */
  visitors_now: number;
  /** When this answer was computed, ISO 8601 in UTC. */
  computed_at: string;
};

import { z } from "zod";
import { COMPARES, DIMENSIONS, type Dimension, FILTER_FIELDS, OPERATORS } from "#lib/analytics/query.ts";
import { DAY_STATES } from "#lib/owners/owner-day.ts";
import { ROLES } from "#lib/owners/roles.ts";

/**
 * The one JSON value that the SQL function `analytics_dashboard` returns and that every dashboard screen,
 * `GET /api/analytics/<user_code>` and `useAnalyticsDashboard` share.
 * Days are `YYYY-MM-DD` in the owner's time zone; durations are seconds; counts are whole numbers.
 */

const count = z.number();

const totals = z.object({
  visitors: count,
  sessions: count,
  page_views: count,
  clicks: count,
  /** Sessions with at least one click. */
  contacting_sessions: count,
  /** Sessions with one page view and no click. */
  bounces: count,
  duration_seconds: count,
});

/** The totals of a day, a period, a group or a contact. Over several days `visitors` is the sum of daily visitors. */
export type Totals = z.infer<typeof totals>;

const dayState = z.enum(DAY_STATES);

const uncounted = count.nullable();
const day = z.object({
  visitors: uncounted,
  sessions: uncounted,
  page_views: uncounted,
  clicks: uncounted,
  contacting_sessions: uncounted,
  bounces: uncounted,
  duration_seconds: uncounted,
  date: z.string(),
  state: dayState,
  computed_at: z.string().nullable(),
});

/** A day's totals; all of them null where it cannot be asked (its state is `gone`). */
export type Day = z.infer<typeof day>;

const hourTotals = totals.pick({
  visitors: true,
  sessions: true,
  page_views: true,
  clicks: true,
  contacting_sessions: true,
});
const hour = hourTotals.extend({ hour: z.string() });

/**
 * One hour of a day, `hour` from `"00"` to `"23"` on the owner's clock, with what is counted by the hour, too: the rest
 * of a day's totals is kept for whole days only. Sessions belong to the hour they began in.
 */
export type Hour = z.infer<typeof hour>;

const topList = <Shape extends z.ZodType>(row: Shape) => z.object({ rows: z.array(row), more: count });

/** A list that may be cut: `rows` are its largest members, `more` says how many rows were left out. */
export type TopList<Row> = { rows: Row[]; more: number };

const targetRow = z.object({
  target: z.string(),
  clicks: count,
  sessions: count,
  visitors: count,
  opened: count,
  stayed: count,
  /** Clicks in the period compared with; null when nothing is compared. */
  previous_clicks: count.nullable(),
});

/** A contact method. `opened` / `stayed`: what is known of what happened after the tap. */
export type TargetRow = z.infer<typeof targetRow>;

const pageRow = z.object({
  page: z.string(),
  page_views: count,
  sessions: count,
  visitors: count,
  /** Sessions that began and ended on this page. */
  entries: count,
  exits: count,
  clicks: count,
  previous_page_views: count.nullable(),
});
export type PageRow = z.infer<typeof pageRow>;

const dimensionRow = hourTotals.extend({ value: z.string() });

/**
 * `value` is `""` where nothing is known (no referrer, no campaign, unknown country). Of `site` sessions and visitors are those
 * that clicked a link to it, and clicks the clicks on such links; it has no page views.
 */
export type DimensionRow = z.infer<typeof dimensionRow>;

const groupRow = totals.extend({ group_code: z.string(), name: z.string() });

/** `group_code` is `""` for visits that belong to no group. */
export type GroupRow = z.infer<typeof groupRow>;

const contactRow = totals.extend({
  share_code: z.string(),
  contact: z.string(),
  group_code: z.string(),
  last_seen: z.string(),
});

/** `share_code` is `""` for direct visits. `last_seen` is the last day with a session. */
export type ContactRow = z.infer<typeof contactRow>;

const conditions = z.array(z.tuple([z.enum(OPERATORS), z.enum(FILTER_FIELDS), z.array(z.string())]));

export const filter = z.object({
  scope: z.enum(["owner", "group", "contact"]),
  /** The group or contact (share) looked at; null when not filtered; `""` for none / direct. */
  group: z.string().nullable(),
  contact: z.string().nullable(),
  /** What visits were besides; then all is counted from raw events. */
  filters: conditions,
  /** On how many days of the period this cannot be asked, since raw events are no longer kept: no number holds them. */
  gone_days: count,
});
export type Filter = z.infer<typeof filter>;

/** What is noted at a day: by members, or by Daybook itself. */
export const ANNOTATION_KINDS = ["note", "revision", "time_zone", "outage"] as const;

const annotation = z.object({
  date: z.string(),
  kind: z.enum(ANNOTATION_KINDS),
  /** Of a note that members wrote, by which it is changed; else null. */
  annotation_id: z.string().nullable(),
  /** The note; why a closed day was counted anew; the time zone in force from this day on; from when to when events could not be stored. */
  text: z.string(),
});
export type Annotation = z.infer<typeof annotation>;

const news = z.object({
  /** Since when, ISO 8601 in UTC. */
  since: z.string(),
  visits: count,
  taps: count,
  /** Those with a name, whoever tapped first; `is_first`: they had never come before. `more`: how many others came. */
  contacts: z.array(
    z.object({
      share_code: z.string(),
      contact: z.string(),
      visits: count,
      taps: count,
      is_first: z.boolean(),
    }),
  ),
  more: count,
});

/** What came since a member last looked. */
export type News = z.infer<typeof news>;

export const dashboard = z.object({
  owner: z.object({
    user_code: z.string(),
    name: z.string(),
    time_zone: z.string(),
    /** The first day with any event, or null. */
    first_date: z.string().nullable(),
    role: z.enum(ROLES),
  }),
  /** `today` is the owner's today; `to` is never after it. */
  period: z.object({ from: z.string(), to: z.string(), days: count, today: z.string() }),
  filter,
  compare: z.enum(COMPARES),
  totals,
  days: z.array(day),
  /**
   * The days compared with, as many and in the same order as `days`; null when nothing is compared, counting had not begun on
   * all of them, or not all of them can be asked this. `until`: the owner's time of day (`14:05`) until which the last of them is counted, because
   * the period's own last day is today; null: it is counted whole. Its hours are those of the whole day.
   */
  previous: z
    .object({
      from: z.string(),
      to: z.string(),
      until: z.string().nullable(),
      totals,
      days: z.array(day),
      hours: z.array(hour).nullable(),
    })
    .nullable(),
  /** Only for a period of one day, else null; so are those of the day compared with. */
  hours: z.array(hour).nullable(),
  targets: topList(targetRow),
  pages: topList(pageRow),
  dimensions: z.object(
    Object.fromEntries(DIMENSIONS.map((name) => [name, topList(dimensionRow)])) as Record<
      Dimension,
      ReturnType<typeof topList<typeof dimensionRow>>
    >,
  ),
  groups: topList(groupRow),
  /** `rest`: the totals of those that were left out, so that rows and rest are all visits there are within the filter. */
  contacts: topList(contactRow).extend({ rest: totals }),
  /** What is noted at the period's days, the earliest first; nothing for whoever may not see all of the owner. */
  annotations: z.array(annotation),
  /** What the filter controls can offer, whether visited in this period or not. */
  options: z.object({
    /** False for a viewer of some groups or shares, who cannot look at all of the owner. */
    whole: z.boolean(),
    /** False by a link that names no contact: then none is listed, and none can be asked for. */
    names: z.boolean(),
    /** The days that can be asked for; null for both: all. */
    from: z.string().nullable(),
    to: z.string().nullable(),
    groups: z.array(z.object({ group_code: z.string(), name: z.string() })),
    contacts: z.array(z.object({ share_code: z.string(), contact: z.string(), group_code: z.string() })),
    /** Conditions that members saved under a name. */
    segments: z.array(z.object({ name: z.string(), filters: conditions })),
  }),
  /** Only where a member opens a page; null: nothing new, or nothing to compare with. */
  news: news.nullish(),
  /** Visitors with an event in the last five minutes, within the filter. */
  visitors_now: count,
  /** When this answer was computed, ISO 8601 in UTC. */
  computed_at: z.string(),
});

export type Dashboard = z.infer<typeof dashboard>;

import { z } from "zod";
import { dashboard, filter } from "#lib/analytics/dashboard.ts";

/** What the SQL function `analytics_journeys` returns: the way of visits from their first page to a contact, counted from raw. */

const count = z.number();

const passed = z.object({
  /** Visits that came so far. */
  sessions: count,
  /** Of them: whose first tap was here, and who went no further. All others went on to the next step. */
  contacted: count,
  lost: count,
});

const step = passed.extend({
  step: count,
  /** The pages that were the so-many-th of most visits; `more` are left out. */
  pages: z.array(passed.extend({ page: z.string() })),
  more: count,
});
export type JourneyStep = z.infer<typeof step>;

const times = z.object({
  /** Visits that tapped. */
  sessions: count,
  /** Seconds until the first tap that a quarter, half and three quarters of them took at most; null: nobody tapped. */
  quartiles: z.tuple([count, count, count]).nullable(),
  /** How many took at most so many seconds as `marks` says. */
  within: z.array(count),
});
export type ContactTimes = z.infer<typeof times>;

const stage = z.object({ shares: count, sessions: count });

export const journeys = z.object({
  owner: dashboard.shape.owner.pick({ user_code: true, name: true, time_zone: true, first_date: true }),
  period: dashboard.shape.period,
  filter,
  provenance: z.object({
    live_days: z.array(z.string()),
    empty_days: count,
    gone_days: z.array(z.string()),
  }),
  steps: z.array(step),
  times: z.object({
    marks: z.array(count),
    all: times,
    groups: z.array(times.extend({ group_code: z.string(), name: z.string() })),
    targets: z.array(times.extend({ target: z.string() })),
  }),
  /** Share links, and the visits by them. `sent` is null where conditions ask what nobody knows of a preview. */
  funnel: z.object({
    /** Of how many links a preview was fetched. */
    previews: count.nullable(),
    sent: z.object({ shares: count }).nullable(),
    opened: stage,
    looked: stage,
    tapped: stage,
    app_opened: stage,
  }),
  computed_at: z.string(),
});
export type Journeys = z.infer<typeof journeys>;

import { z } from "zod";
import { dashboard } from "#lib/analytics/dashboard.ts";
import { journeys } from "#lib/analytics/journeys.ts";
import { queryParameters } from "#lib/analytics/parse-query.ts";
import { DIMENSIONS, FILTER_FIELDS } from "#lib/analytics/query.ts";
import { openedKey } from "#lib/api/key-holder.ts";
import { type Batch, type BatchResult, MAX_DROPPED, MAX_EVENTS } from "#lib/contract.ts";
import { SHARE_CODE } from "#lib/owners/codes.ts";

/**
 * What the API and the MCP server take and give: one shape each, from which the OpenAPI document, the tools' schemas and the
 * types of this code are made. The numbers' shapes are the dashboard's own.
 */

/** The shapes that the OpenAPI document names. Apart from zod's own registry, so that tools' schemas name nothing. */
export const named = z.registry<{ id?: string; description?: string }>();

const { shape } = dashboard;
const previous = shape.previous.unwrap();
const text = z.string().min(1).max(128);

/** Which days and which visits: the dashboard's own parameters. */
export const question = z.object({
  period: queryParameters.shape.period.describe("A period by name, on the owner's calendar. Default: 30d."),
  from: queryParameters.shape.from.describe(
    "The first day, instead of a period. Absent: since the first event.",
  ),
  to: queryParameters.shape.to.describe("The last day, instead of a period. Absent: today."),
  group: text.optional().describe("Only visits by shares of this group; - for those of no group."),
  contact: text.optional().describe("Only visits by this share; - for direct visits."),
  filters: z
    .string()
    .max(8000)
    .optional()
    .describe(
      `Only visits that meet all of these conditions, such as is,country,DE,AT;is_not,page,home: is or is_not, a field and its values. Fields: ${FILTER_FIELDS.join(", ")} (visit: new or returned that day). In a value , ; and % are written %2C, %3B and %25. Counted from raw events, so only days whose raw events are kept can be asked.`,
    ),
});

export const comparedQuestion = question.extend({
  compare: queryParameters.shape.compare.describe("The days to compare with. Default: previous."),
});

export const page = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe("The most rows of a page."),
  cursor: z.string().max(1000).optional().describe("`next` of the page before. Absent: the first page."),
});

export const listQuestion = z.object({ ...question.shape, ...page.shape });

const moment = z.string().nullable();

const provenance = z.object({
  live_days: z.array(z.string()).describe("Days counted anew from raw events for this answer."),
  closed_days: z.number().describe("How many days were read from the daily tables."),
  empty_days: z.number().describe("How many days have no events."),
  gone_days: z
    .array(z.string())
    .describe("Days that cannot be asked this: their raw events are not kept. No number holds them."),
  recounted_first: moment.describe("When the closed day that was recounted longest ago was recounted."),
  recounted_last: moment.describe("When the closed day that was recounted last was recounted."),
});
named.add(provenance, {
  id: "Provenance",
  description:
    "How the numbers of the period came about. Visitors of several days are the sum of daily visitors: a visitor is a pseudonym that lasts one day.",
});
export type Provenance = z.infer<typeof provenance>;

const owner = shape.owner.pick({ user_code: true, name: true, time_zone: true });
named.add(owner, { id: "Owner" });
named.add(shape.totals, {
  id: "Totals",
  description:
    "Counts, and seconds for duration_seconds. Contacting sessions have at least one click, bounces one page view and no click.",
});
named.add(shape.filter, { id: "Filter" });

const period = shape.period;
const head = { owner, period, filter: shape.filter, provenance, computed_at: z.string() };

export const numbers = z.object({
  ...head,
  compare: shape.compare,
  totals: shape.totals,
  previous: previous.pick({ from: true, to: true, until: true, totals: true }).nullable(),
});
named.add(numbers, { id: "Numbers" });

const day = shape.days.element;
named.add(day, {
  id: "Day",
  description:
    "state: live, closed, empty or gone, on which it cannot be asked this and all numbers are null; computed_at: when the day was counted.",
});
const hours = shape.hours;
named.add(hours.unwrap().element, { id: "Hour" });

named.add(shape.annotations.element, {
  id: "Annotation",
  description:
    "kind: note (by members), revision (a closed day counted anew, and why), time_zone (in force from this day) or outage (events could not be stored).",
});

export const days = z.object({
  ...numbers.shape,
  days: z.array(day),
  annotations: shape.annotations,
  hours,
  previous: previous.nullable(),
});
named.add(days, { id: "Days" });

const { steps, times, funnel } = journeys.shape;
named.add(steps.element, {
  id: "JourneyStep",
  description:
    "What was the so-many-th page of visits before any tap. sessions: visits that came so far; contacted: whose first tap was here; lost: who went no further without one; all others went on. pages: the most frequent, `more` are left out.",
});
named.add(times.shape.all, {
  id: "ContactTimes",
  description:
    "sessions: visits that tapped; quartiles: the seconds until the first tap that a quarter, half and three quarters of them took at most, null where nobody tapped; within: how many took at most so many seconds as `marks` says.",
});
named.add(funnel, {
  id: "LinkFunnel",
  description:
    "Share links and the visits by them: sent (a preview was fetched, or it was opened), opened, looked (two pages, a tap or ten seconds), tapped, app_opened. Of whoever fetched a preview nothing is known: with filters on more than groups and contacts, previews and sent are null.",
});

export const journeyAnswer = z.object({ ...head, steps, times, funnel });
named.add(journeyAnswer, { id: "Journeys" });

const targetRow = shape.targets.shape.rows.element;
const pageRow = shape.pages.shape.rows.element;
const groupRow = shape.groups.shape.rows.element;
const dimensionRow = shape.dimensions.shape.referrer.shape.rows.element;
const contactRow = shape.contacts.shape.rows.element;
named.add(targetRow, { id: "TargetRow" });
named.add(pageRow, { id: "PageRow" });
named.add(groupRow, { id: "GroupRow" });
named.add(dimensionRow, { id: "DimensionRow" });
named.add(contactRow, { id: "ContactRow", description: "share_code: empty for direct visits." });

const next = z.string().nullable().describe("The cursor of the next page; null after the last.");

/** A page of rows with where their numbers come from. */
function listOf<Row extends z.ZodType>(id: string, row: Row) {
  const list = z.object({
    owner,
    period: period.pick({ from: true, to: true }),
    filter: shape.filter,
    provenance,
    computed_at: z.string(),
    rows: z.array(row),
    next,
  });
  named.add(list, { id });
  return list;
}

export const targetList = listOf("TargetList", targetRow);
export const pageList = listOf("PageList", pageRow);
export const groupList = listOf("GroupList", groupRow);
export const dimensionList = listOf("DimensionList", dimensionRow);
export const contactList = listOf("ContactList", contactRow);

/** What visits can be broken down by. */
export const BREAKDOWNS = ["targets", "pages", "groups", ...DIMENSIONS] as const;
export type Breakdown = (typeof BREAKDOWNS)[number];

/** The same list, whichever rows it has: for a tool that is told which. */
export const anyList = dimensionList.extend({
  rows: z.array(z.union([targetRow, pageRow, groupRow, dimensionRow])),
});

export const dimensionPath = z.object({ dimension: z.enum(DIMENSIONS) });

/** Groups beside each other, with the share of their sessions that contacted. */
export const groupComparison = z.object({
  ...head,
  totals: shape.totals,
  groups: z.array(
    groupRow.extend({
      contact_rate: z
        .number()
        .nullable()
        .describe("Contacting sessions of all sessions, 0 to 1; null without sessions."),
    }),
  ),
  more: z.number().describe("How many groups were left out, the ones with the fewest clicks."),
});

const share = z.object({
  share_code: z.string(),
  contact: z.string().describe("The person or place it was given to; empty: nobody named."),
  group_code: z.string().describe("Empty: in no group."),
  created_at: z.string(),
  archived: z.boolean(),
});
named.add(share, { id: "Share" });

const group = z.object({
  group_code: z.string(),
  name: z.string(),
  created_at: z.string(),
  archived: z.boolean(),
});
named.add(group, { id: "Group" });

export const shareList = z.object({ owner, rows: z.array(share), next });
named.add(shareList, { id: "ShareList" });
export const codedGroupList = z.object({ owner, rows: z.array(group), next });
named.add(codedGroupList, { id: "CodedGroupList" });

const code = z
  .string()
  .regex(SHARE_CODE, "must be 1 to 64 letters, digits, - or _, beginning with a letter or digit");
/** Text as Postgres keeps it: without control characters and halves of letters. */
const line = z
  .string()
  .trim()
  .max(120)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must hold no control characters");

export const sharePath = z.object({ share_code: code });
export const shareBody = z.object({
  contact: line.default("").describe("The person or place the share is given to."),
  group_code: z
    .union([code, z.literal("")])
    .default("")
    .describe("A group that exists; empty: none."),
});
named.add(shareBody, { id: "ShareBody" });

export { group, share };

export const groupPath = z.object({ group_code: code });
export const groupBody = z.object({ name: line.default("").describe("Absent: the code.") });
named.add(groupBody, { id: "GroupBody" });

export const whose = openedKey;
named.add(whose, { id: "KeyAnswer" });

/** A moment in ISO 8601 with its zone. */
const at = z.iso.datetime({ offset: true });
const event = {
  id: z.uuid().describe("Made once and kept for repeats: the same id is counted once."),
  at,
  page: z.string(),
};

/** The visitor that the events speak of, as far as the caller knows. */
export const visitor = z.object({
  address: z
    .union([z.ipv4(), z.ipv6()])
    .optional()
    .describe("The visitor's IP address. Hashed with the user agent as for browsers, never stored."),
  user_agent: z.string().max(2000).optional().describe("The visitor's user agent. Never stored."),
  country: z
    .string()
    .regex(/^[A-Za-z]{2}$/)
    .optional()
    .describe("ISO 3166-1, such as DE."),
});

/** The batch of lib/contract.ts, as a server sends it. */
export const eventBatch = z.object({
  v: z.literal(1),
  user_code: z.string().optional().describe("Absent: the key's owner, who alone it may be."),
  share_code: z.string().max(256).optional().describe("Absent or empty: a direct visit."),
  sent_at: at.optional(),
  session: z.object({
    id: z.string().min(1).describe("One visit: a UUID, or a name of the caller's own for it."),
    started_at: at,
    referrer: z.string().optional(),
    utm: z
      .object({
        source: z.string(),
        medium: z.string(),
        campaign: z.string(),
        term: z.string(),
        content: z.string(),
      })
      .partial()
      .optional(),
    language: z.string().optional(),
    screen: z.string().optional(),
  }),
  visitor: visitor
    .optional()
    .describe(
      "With an address or a user agent the visitor is told apart as a browser's is; without, the session is the visitor.",
    ),
  dropped: z.number().int().min(0).max(MAX_DROPPED).optional(),
  events: z
    .array(
      z.discriminatedUnion("type", [
        z.object({ ...event, type: z.literal("page_view") }),
        z.object({
          ...event,
          type: z.literal("click"),
          target: z
            .string()
            .describe("A contact method, such as whatsapp or save_contact, or custom:<name>."),
          outcome: z.enum(["opened", "stayed"]).optional(),
          site: z.string().optional(),
        }),
      ]),
    )
    .min(1)
    .max(MAX_EVENTS),
}) satisfies z.ZodType<Omit<Batch, "user_code" | "sent_at">>;
named.add(eventBatch, { id: "EventBatch" });

export const eventResult = z.object({
  accepted: z.number(),
  duplicates: z.number(),
  filtered: z.number(),
  rejected: z.array(
    z.object({
      index: z.number(),
      id: z.string().nullable(),
      code: z.enum(["invalid_event", "too_old", "in_future"]),
      message: z.string(),
      retryable: z.boolean(),
    }),
  ),
  server_time: z.string(),
}) satisfies z.ZodType<BatchResult>;
named.add(eventResult, { id: "EventResult" });

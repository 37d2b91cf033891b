import { z } from "zod";
import { type Dashboard, dashboard } from "#lib/analytics/dashboard.ts";

/** A page that was seen, or a target that was tapped there. */
export const visitEvent = z.object({
  at: z.string(),
  page: z.string(),
  target: z.string().nullable(),
  outcome: z.enum(["opened", "stayed"]).nullable(),
  /** The host of the other site that a click led to, `""` for none. */
  site: z.string(),
});
export type VisitEvent = z.infer<typeof visitEvent>;

const visit = z.object({
  date: z.string(),
  started_at: z.string(),
  last_at: z.string(),
  /** Tells the visitors of one day apart; the next day begins anew. */
  visitor: z.number(),
  device: z.string(),
  os: z.string(),
  browser: z.string(),
  country: z.string(),
  channel: z.string(),
  referrer: z.string(),
  /** Pages seen and targets tapped there. */
  events: z.array(visitEvent),
  /** Events beyond those listed. */
  more: z.number(),
});
export type Visit = z.infer<typeof visit>;

const preview = z.object({ fetcher: z.string(), at: z.string() });
export type Preview = z.infer<typeof preview>;

const deviceEvidence = z.object({
  several: z.object({ days: z.number(), last: z.string().nullable() }),
  many: z.object({ days: z.number(), last: z.string().nullable(), most: z.number().nullable() }),
});

/**
 * What speaks for more than one device, and for more than one person. `several`: days on which visitors came from at
 * least two systems or countries, as one person with a phone and a computer does; `many`: from at least three, by at
 * least three visitors, which one person rarely has.
 */
export type DeviceEvidence = z.infer<typeof deviceEvidence>;

/** What the SQL function `analytics_contact` returns. */
export const contactHistory = z.object({
  dashboard,
  /** Null for direct visits, and for codes that were never made a share. */
  share: z
    .object({
      share_code: z.string(),
      contact: z.string(),
      group_code: z.string(),
      created_at: z.string(),
      archived: z.boolean(),
    })
    .nullable(),
  /** `at` is known as long as the raw events of that day are. */
  first_visit: z.object({ date: z.string(), at: z.string().nullable() }).nullable(),
  /** A moment, or only a day where raw events are gone. */
  last_visit: z.string().nullable(),
  devices: deviceEvidence,
  visits: z.array(visit),
  previews: z.array(preview),
});
export type ContactHistory = z.infer<typeof contactHistory>;

/** What to call a contact's page: whom the share was given to. `""`: direct visits. */
export function contactTitle(code: string, share: ContactHistory["share"]): string {
  return code === "" ? "Direct visits" : share?.contact || `Share ${code}`;
}

/** A share is called passed on when its devices were too many for one person on at least so many days. */
const DAYS_OF_PROOF = 2;

/** How far the evidence goes: `passed_on` is probable, `several` may be one person, `one` shows nothing. */
export function sharing({ several, many }: DeviceEvidence): "passed_on" | "several" | "one" {
  if (many.days >= DAYS_OF_PROOF) return "passed_on";
  return several.days > 0 ? "several" : "one";
}

/**
 * Each preview with the first visit after it, if one began before the next preview: a link that was sent and opened.
 * @param visits and previews in any order
 */
export function openedPreviews(
  previews: readonly Preview[],
  visits: readonly Pick<Visit, "started_at">[],
): (Preview & { opened: string | null })[] {
  const starts = visits.map((visit) => visit.started_at).sort(byTime);
  const sent = [...previews].sort((a, b) => byTime(a.at, b.at));
  return sent
    .map((preview, index) => {
      const next = sent[index + 1]?.at;
      const opened = starts.find(
        (start) => byTime(start, preview.at) >= 0 && (next === undefined || byTime(start, next) < 0),
      );
      return { ...preview, opened: opened ?? null };
    })
    .reverse();
}

function byTime(a: string, b: string): number {
  return Date.parse(a) - Date.parse(b);
}

/** On how many of a dashboard's days there were visits, and from which systems: as many devices, at least, as systems. */
export function seenOn({ days, dimensions }: Dashboard): { days: number; systems: string[] } {
  return {
    days: days.filter(({ visitors }) => (visitors ?? 0) > 0).length,
    systems: dimensions.os.rows.map(({ value }) => value).filter((value) => value !== ""),
  };
}

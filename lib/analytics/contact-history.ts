import type { Dashboard } from "#lib/analytics/dashboard.ts";

/** One event of a visit: a page seen, or a target tapped there. */
export type VisitEvent = {
  at: string;
  page: string;
  target: string | null;
  outcome: "opened" | "stayed" | null;
};

export type Visit = {
  date: string;
  started_at: string;
  last_at: string;
  /** Tells the visitors of one day apart; the next day begins anew. */
  visitor: number;
  device: string;
  os: string;
  browser: string;
  country: string;
  channel: string;
  referrer: string;
  events: VisitEvent[];
  /** Events beyond those listed. */
  more: number;
};

export type Preview = { fetcher: string; at: string };

/**
 * What speaks for more than one device, and for more than one person. `several`: days on which visitors came from at
 * least two systems or countries, as one person with a phone and a computer does; `many`: from at least three, by at
 * least three visitors, which one person rarely has.
 */
export type DeviceEvidence = {
  several: { days: number; last: string | null };
  many: { days: number; last: string | null; most: number | null };
};

/** What the SQL function `analytics_contact` returns. */
export type ContactStory = {
  dashboard: Dashboard;
  /** Null for direct visits, and for codes that were never made a share. */
  share: {
    share_code: string;
    contact: string;
    group_code: string;
    created_at: string;
    archived: boolean;
  } | null;
  /** `at` is known as long as the raw events of that day are. */
  first_visit: { date: string; at: string | null } | null;
  /** A moment, or only a day where raw events are gone. */
  last_visit: string | null;
  devices: DeviceEvidence;
  visits: Visit[];
  previews: Preview[];
};

/** On so many days the devices must have been too many for one person before a share is called passed on. */
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

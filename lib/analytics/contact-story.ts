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
  /** Days on which more than one visitor came, the most on one of them, and the latest. */
  several_visitors: { days: number; most: number | null; last: string | null };
  visits: Visit[];
  previews: Preview[];
};

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

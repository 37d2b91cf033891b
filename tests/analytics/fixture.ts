import type { Dashboard, Day, DimensionRow, TopList, Totals } from "#lib/analytics/dashboard.ts";
import { type Compare, DIMENSIONS, type Dimension } from "#lib/analytics/query.ts";
import { sumOf } from "#lib/analytics/series.ts";
import { DAY_MS } from "#lib/contract.ts";

export type FixtureOptions = {
  from?: string;
  to?: string;
  today?: string;
  compare?: Compare;
  /** 0: no events in the period. */
  scale?: number;
  firstDate?: string | null;
  timeZone?: string;
  computedAt?: string;
};

/** A believable dashboard: the same options always give the same numbers. */
export function dashboardFixture({
  from = "2026-10-24",
  to = "2026-11-22",
  today = "2026-11-22",
  compare = "previous",
  scale = 1,
  firstDate = "2023-01-01",
  timeZone = "Europe/Berlin",
  computedAt = "2026-11-22T11:03:10.123Z",
}: FixtureOptions = {}): Dashboard {
  const days = daysOf(from, to, today, scale, computedAt);
  const length = days.length;
  const before =
    compare === "none"
      ? null
      : compare === "previous"
        ? { from: plus(from, -length), to: plus(from, -1) }
        : { from: plus(from, -364), to: plus(to, -364) };
  const daysBefore = before && daysOf(before.from, before.to, today, scale * 0.86, computedAt);
  const previous = before &&
    daysBefore && {
      ...before,
      until: to === today ? "12:03" : null,
      days: daysBefore,
      hours: length === 1 ? hoursOf(sumOf(daysBefore)) : null,
    };
  const totals = sumOf(days);
  const share = (part: number): Totals =>
    Object.fromEntries(
      Object.entries(totals).map(([key, value]) => [key, Math.round(value * part)]),
    ) as Totals;
  const list = <Row>(rows: Row[], more = 0): TopList<Row> =>
    totals.sessions === 0 ? { rows: [], more: 0 } : { rows, more };
  const groups = [
    { group_code: "friends", name: "Friends" },
    { group_code: "family", name: "Family" },
    { group_code: "business", name: "Business" },
  ];
  const contacts = CONTACTS.map(([contact, group_code], index) => ({
    share_code: `s${index}k7f`,
    contact,
    group_code,
  }));
  return {
    owner: {
      user_code: "myclik",
      name: "Mira Klik",
      time_zone: timeZone,
      first_date: firstDate,
      role: "owner",
    },
    period: { from, to, days: length, today },
    filter: { scope: "owner", group: null, contact: null, filters: [], gone_days: 0 },
    compare,
    totals,
    days,
    previous: previous && { ...previous, totals: sumOf(previous.days) },
    hours: length === 1 ? hoursOf(totals) : null,
    targets: list(
      TARGETS.map(([target, part, known]) => ({
        target,
        clicks: Math.round(totals.clicks * part),
        sessions: Math.round(totals.contacting_sessions * part * 1.1),
        visitors: Math.round(totals.contacting_sessions * part),
        opened: Math.round(totals.clicks * part * known),
        stayed: Math.round(totals.clicks * part * known * 0.12),
        previous_clicks: previous && Math.round(sumOf(previous.days).clicks * part * 0.95),
      })),
    ),
    pages: list(
      PAGES.map(([page, part], index) => ({
        page,
        page_views: Math.round(totals.page_views * part),
        sessions: Math.round(totals.sessions * Math.min(1, part * 1.8)),
        visitors: Math.round(totals.visitors * Math.min(1, part * 1.7)),
        entries: Math.round(totals.sessions * [0.78, 0.11, 0.07, 0.04][index]!),
        exits: Math.round(totals.sessions * [0.41, 0.16, 0.14, 0.29][index]!),
        clicks: Math.round(totals.clicks * [0.37, 0.05, 0.08, 0.5][index]!),
        previous_page_views: previous && Math.round(sumOf(previous.days).page_views * part),
      })),
    ),
    dimensions: Object.fromEntries(
      DIMENSIONS.map((dimension) => [
        dimension,
        list(dimensionRows(dimension, totals), dimension === "referrer" ? 4 : 0),
      ]),
    ) as Record<Dimension, TopList<DimensionRow>>,
    groups: list([
      { ...groups[2]!, ...share(0.46) },
      { ...groups[0]!, ...share(0.27), contacting_sessions: Math.round(totals.contacting_sessions * 0.36) },
      { ...groups[1]!, ...share(0.12), contacting_sessions: Math.round(totals.contacting_sessions * 0.08) },
      { group_code: "", name: "", ...share(0.15) },
    ]),
    contacts: {
      ...list(
        contacts.map((contact, index) => ({
          ...contact,
          ...share(0.28 / (index + 1.4)),
          last_seen: plus(to, -Math.floor((index * index) / 4)),
        })),
        7,
      ),
      rest: share(0.05),
    },
    annotations: [],
    options: { whole: true, names: true, from: null, to: null, groups, contacts, segments: [] },
    visitors_now: totals.sessions === 0 ? 0 : 3,
    computed_at: computedAt,
  };
}

const CONTACTS = [
  ["Anna Berger", "business"],
  ["", ""],
  ["Berlin Design Week", "business"],
  ["Jonas Keller", "friends"],
  ["Grandma Ilse", "family"],
  ["Café Morgenrot, counter", "business"],
  ["Priya Raman", "friends"],
  ["Tomás Ferreira de Almeida e Vasconcelos", "business"],
  ["Studio Nord", "business"],
  ["Cousin Lea", "family"],
] as const;

const TARGETS = [
  ["whatsapp", 0.34, 0.92],
  ["phone", 0.23, 0.88],
  ["email", 0.16, 0.7],
  ["save_contact", 0.11, 0],
  ["linkedin", 0.08, 0.95],
  ["instagram", 0.05, 0.95],
  ["custom:Book a call", 0.03, 0.6],
] as const;

const PAGES = [
  ["home", 0.52],
  ["about", 0.18],
  ["work", 0.17],
  ["contact", 0.13],
] as const;

const VALUES: Record<Dimension, readonly [string, number][]> = {
  referrer: [
    ["", 0.44],
    ["linkedin.com", 0.21],
    ["instagram.com", 0.14],
    ["google.com", 0.11],
    ["t.co", 0.05],
  ],
  channel: [
    ["share", 0.48],
    ["direct", 0.19],
    ["social", 0.2],
    ["search", 0.13],
  ],
  utm_source: [
    ["", 0.82],
    ["newsletter", 0.1],
    ["business-card", 0.08],
  ],
  utm_medium: [
    ["", 0.82],
    ["email", 0.1],
    ["print", 0.08],
  ],
  utm_campaign: [
    ["", 0.85],
    ["autumn-fair", 0.15],
  ],
  country: [
    ["DE", 0.61],
    ["AT", 0.12],
    ["CH", 0.09],
    ["US", 0.07],
    ["PT", 0.04],
    ["", 0.03],
  ],
  device: [
    ["mobile", 0.71],
    ["desktop", 0.24],
    ["tablet", 0.05],
  ],
  browser: [
    ["Safari", 0.48],
    ["Chrome", 0.37],
    ["Firefox", 0.08],
    ["Samsung Internet", 0.05],
  ],
  os: [
    ["iOS", 0.46],
    ["Android", 0.27],
    ["macOS", 0.14],
    ["Windows", 0.13],
  ],
  language: [
    ["de", 0.6],
    ["en", 0.3],
    ["pt", 0.05],
  ],
  site: [
    ["linkedin.com", 0.08],
    ["shop.example", 0.05],
  ],
};

function dimensionRows(dimension: Dimension, totals: Totals): DimensionRow[] {
  return VALUES[dimension].map(([value, part]) => ({
    value,
    visitors: Math.round(totals.visitors * part),
    sessions: Math.round(totals.sessions * part),
    page_views: Math.round(totals.page_views * part),
    clicks: Math.round(totals.clicks * part),
    contacting_sessions: Math.round(totals.contacting_sessions * part),
  }));
}

function daysOf(from: string, to: string, today: string, scale: number, computedAt: string): Day[] {
  const days: Day[] = [];
  for (let date = from; date <= to; date = plus(date, 1)) days.push(dayOf(date, today, scale, computedAt));
  return days;
}

function dayOf(date: string, today: string, scale: number, computedAt: string): Day {
  const number = Date.parse(date) / DAY_MS;
  const weekday = new Date(date).getUTCDay();
  const rhythm = [0.55, 1, 1.08, 1.12, 1.05, 0.9, 0.6][weekday]!;
  const wobble = 1 + 0.22 * Math.sin(number * 12.9898) + 0.1 * Math.sin(number * 4.1);
  const growth = 1 + (number - 20_700) / 400;
  const spike = number % 37 === 3 ? 2.2 : 1;
  const part = date === today ? 0.45 : 1;
  const sessions = Math.max(0, Math.round(38 * rhythm * wobble * growth * spike * part * scale));
  const contacting = Math.round(sessions * (0.27 + 0.06 * Math.sin(number)));
  return {
    date,
    visitors: Math.round(sessions * 0.84),
    sessions,
    page_views: Math.round(sessions * 2.3),
    clicks: Math.round(contacting * 1.4),
    contacting_sessions: contacting,
    bounces: Math.round(sessions * (0.38 + 0.05 * Math.cos(number))),
    duration_seconds: Math.round(sessions * (74 + 15 * Math.sin(number / 3))),
    state: sessions === 0 ? "empty" : date === today ? "live" : "closed",
    computed_at: sessions === 0 ? null : date === today ? computedAt : `${plus(date, 1)}T02:00:04.000Z`,
  };
}

function hoursOf(totals: Totals): Dashboard["hours"] {
  return Array.from({ length: 24 }, (_, hour) => {
    const part = Math.max(0, Math.sin(((hour - 5) / 18) * Math.PI)) / 11.5;
    return {
      hour: String(hour).padStart(2, "0"),
      visitors: Math.round(totals.visitors * part),
      sessions: Math.round(totals.sessions * part),
      page_views: Math.round(totals.page_views * part),
      clicks: Math.round(totals.clicks * part),
      contacting_sessions: Math.round(totals.contacting_sessions * part),
    };
  });
}

function plus(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

import { randomUUID } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { DAY_MS } from "#lib/contract.ts";
import { type DemoShare, SHARES } from "#supabase/seed/demo-people.ts";

/** One batch as the SQL function `analytics_ingest_events` takes it. */
export type DemoBatch = {
  batch: number;
  user_code: string;
  session: Record<string, string>;
  page_views: { id: string; at: string; page: string }[];
  clicks: {
    id: string;
    at: string;
    page: string;
    target: string;
    outcome?: "opened" | "stayed";
    site?: string;
  }[];
  filtered?: Record<string, number>;
  rejected?: Record<string, number>;
};

/** Visits by hour of the day, as shares of the busiest hour. */
const HOURS = [1, 0, 0, 0, 0, 1, 3, 6, 9, 10, 10, 9, 10, 9, 8, 8, 8, 9, 10, 10, 9, 7, 4, 2];
/** Visits by weekday, Sunday first. */
const WEEKDAYS = [0.62, 1.1, 1.18, 1.15, 1.1, 0.95, 0.6];
/** The day, counted back from today, on which a talk put the card on a big screen. */
const SPIKE_DAYS_AGO = 23;

const BY_GROUP = {
  friends: {
    targets: { whatsapp: 9, instagram: 6, phone: 3, telegram: 3, email: 1, save_contact: 2 },
    contacts: 0.34,
  },
  family: { targets: { phone: 9, whatsapp: 8, sms: 3, save_contact: 2 }, contacts: 0.42 },
  business: {
    targets: { email: 9, linkedin: 8, phone: 5, website: 5, save_contact: 6, whatsapp: 2 },
    contacts: 0.27,
  },
  "": { targets: { linkedin: 5, email: 4, website: 4, instagram: 3, whatsapp: 2, phone: 2 }, contacts: 0.15 },
};

/** The sites that a click on a target leads to. */
const SITES: Record<string, Record<string, number>> = {
  website: { "example.com": 5, "shop.example.com": 3, "blog.example.com": 2 },
  linkedin: { "linkedin.com": 1 },
  instagram: { "instagram.com": 1 },
  whatsapp: { "wa.me": 1 },
  telegram: { "t.me": 1 },
};

const SOURCES = {
  "": { referrer: "", channel: "direct" },
  whatsapp: { referrer: "web.whatsapp.com", channel: "messenger" },
  linkedin: { referrer: "linkedin.com", channel: "social" },
  instagram: { referrer: "instagram.com", channel: "social" },
  google: { referrer: "google.com", channel: "search" },
};

const PHONES = [
  { device: "mobile", browser: "Safari", os: "iOS", weight: 56 },
  { device: "mobile", browser: "Chrome", os: "Android", weight: 41 },
  { device: "tablet", browser: "Safari", os: "iOS", weight: 3 },
];
const COMPUTERS = [
  { device: "desktop", browser: "Chrome", os: "Windows", weight: 9 },
  { device: "desktop", browser: "Safari", os: "macOS", weight: 8 },
  { device: "desktop", browser: "Firefox", os: "Linux", weight: 3 },
];
/** How many people look at cards on a computer too, and how many of their visits come from there. */
const WITH_A_COMPUTER = 0.4;
const AT_A_COMPUTER = 0.4;
/** Visitors without a share: so many that hardly any comes twice on a day. */
const CROWD = 900;
/** The first visitor of a share is so far from that of the next. */
const VISITORS_OF_A_SHARE = 2000;

/** A number generator with a seed, so that every demo tells the same story (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * The batches of one believable day: a weekly rhythm, slow growth, one spike. Nothing happens after `now`.
 * @param daysAgo 0 for today.
 */
export function demoDay(userCode: string, daysAgo: number, now: Date, random: () => number): DemoBatch[] {
  const midnight = Math.floor(now.getTime() / DAY_MS) * DAY_MS - daysAgo * DAY_MS;
  const weekday = WEEKDAYS[new Date(midnight).getUTCDay()] ?? 1;
  const growth = 1.5 - daysAgo / 120;
  const spike = daysAgo === SPIKE_DAYS_AGO ? 3.4 : daysAgo === SPIKE_DAYS_AGO - 1 ? 1.9 : 1;
  const visits = Math.round(34 * weekday * growth * spike * (0.85 + random() * 0.3));
  return Array.from({ length: visits }, (_, batch) =>
    demoVisit(userCode, batch, midnight, spike > 1, random),
  ).filter((visit) => visit.page_views.every((view) => Date.parse(view.at) <= now.getTime()));
}

/**
 * What else arrives on such a day: visits sent again because their answer was lost, crawlers, people who ask not to be
 * tracked, and now and then an event that waited too long in a browser.
 */
export function demoNoise(visits: readonly DemoBatch[], daysAgo: number): DemoBatch[] {
  const random = seededRandom(daysAgo);
  const last = visits.at(-1);
  if (!last) return [];
  const again = visits.filter(() => random() < 0.02);
  const uncounted = {
    ...last,
    page_views: [],
    clicks: [],
    filtered: {
      bot: Math.round(random() * 9),
      headless: Math.round(random()),
      privacy: Math.round(random() * 4),
    },
    rejected: { too_old: random() < 0.08 ? 1 : 0 },
  };
  return [...again, uncounted].map((batch, place) => ({ ...batch, batch: last.batch + 1 + place }));
}

/** Days, counted back from today, on which links were sent, and how long before they were opened. */
const SENT = [
  { daysAgo: 2, share_code: "k7f2", fetcher: "WhatsApp", minutes: 17 },
  { daysAgo: 5, share_code: "t1k5", fetcher: "LinkedIn", minutes: 43 },
  { daysAgo: 9, share_code: "k7f2", fetcher: "WhatsApp", minutes: 6 },
  { daysAgo: 11, share_code: "m3q8", fetcher: "Telegram", minutes: 128 },
];

/** The previews that messengers fetched when links were sent, each before the first visit of its share on that day. */
export function demoPreviews(batches: readonly DemoBatch[], daysAgo: number) {
  return SENT.filter((sent) => sent.daysAgo === daysAgo).flatMap(({ share_code, fetcher, minutes }) => {
    const visits = batches.filter(({ session }) => session.share_code === share_code);
    const first = Math.min(...visits.map(({ session }) => Date.parse(session.started_at ?? "")));
    if (!Number.isFinite(first)) return [];
    return [{ share_code, fetcher, at: new Date(first - minutes * 60_000).toISOString() }];
  });
}

function demoVisit(
  userCode: string,
  batch: number,
  midnight: number,
  isSpike: boolean,
  random: () => number,
): DemoBatch {
  const pick = <T>(items: readonly T[], weight: (item: T) => number, by = random): T => {
    let left = by() * items.reduce((sum, item) => sum + weight(item), 0);
    for (const item of items) {
      left -= weight(item);
      if (left < 0) return item;
    }
    return items[0] as T;
  };
  const pickKey = <K extends string>(weights: Record<K, number>): K =>
    pick(Object.keys(weights) as K[], (key) => weights[key]);

  const badge = SHARES.find((share) => share.contact === "Conference badge");
  const share: DemoShare | undefined =
    isSpike && random() < 0.6 ? badge : random() < 0.16 ? undefined : pick(SHARES, (s) => s.interest);
  const habits = BY_GROUP[share?.group_code ?? ""];
  const hour = pick([...HOURS.keys()], (h) => HOURS[h] ?? 0);
  const start = midnight + hour * 3_600_000 + random() * 3_600_000;
  const person = Math.floor(random() * (share?.people ?? CROWD));
  // People keep their phone and their computer, so one person is the same two visitors all day.
  const own = seededRandom(share ? SHARES.indexOf(share) * VISITORS_OF_A_SHARE + person : person + 0.5);
  const [phone, computer] = [pick(PHONES, (d) => d.weight, own), pick(COMPUTERS, (d) => d.weight, own)];
  const atComputer = own() < WITH_A_COMPUTER && random() < AT_A_COMPUTER;
  const device = atComputer ? computer : phone;
  const place = share ? SHARES.indexOf(share) + 1 : 0;
  const source = share
    ? SOURCES[pickKey({ "": 6, whatsapp: 3, linkedin: 1 })]
    : SOURCES[pickKey({ "": 4, linkedin: 3, instagram: 2, google: 2 })];

  let clock = start;
  const event = <T extends object>(fields: T) => ({
    id: uuidv7({ msecs: Math.floor(clock) }),
    at: new Date(clock).toISOString(),
    ...fields,
  });
  const pages = ["home", ...["about", "work", "contact"].filter(() => random() < 0.36)];
  const visit: DemoBatch = {
    batch,
    user_code: userCode,
    session: {
      id: randomUUID(),
      started_at: new Date(start).toISOString(),
      visitor_id: String(midnight / 1000 + place * VISITORS_OF_A_SHARE + person * 2 + (atComputer ? 1 : 0)),
      share_code: share?.share_code ?? "",
      country:
        share && (share.people < 100 || random() < 0.8)
          ? share.country
          : pickKey({ DE: 6, US: 2, GB: 2, FR: 1, AT: 1, CH: 1 }),
      language: share?.language ?? "en",
      device: device.device,
      browser: device.browser,
      os: device.os,
      ...source,
      ...(share?.contact === "Mail signature" ? { utm_source: "signature", utm_medium: "email" } : {}),
      ...(isSpike && share === badge
        ? { utm_source: "talk", utm_medium: "qr", utm_campaign: "design-week" }
        : {}),
    },
    page_views: [],
    clicks: [],
  };
  for (const page of pages) {
    visit.page_views.push(event({ page }));
    clock += 4_000 + random() * 40_000;
    if (random() < habits.contacts / pages.length + (page === "contact" ? 0.2 : 0)) {
      const target = pickKey(habits.targets as Record<string, number>);
      const outcome =
        random() < (target === "phone" && device.device === "desktop" ? 0.2 : 0.86) ? "opened" : "stayed";
      visit.clicks.push(
        event({
          page,
          target,
          ...(target === "save_contact" ? {} : ({ outcome } as const)),
          ...(SITES[target] && { site: pickKey(SITES[target]) }),
        }),
      );
      clock += 2_000 + random() * 20_000;
    }
  }
  return visit;
}

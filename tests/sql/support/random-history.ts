import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { type StoredBatch, visit } from "#tests/support/history.ts";

/** Around the end of October the zones of Europe and America change their clocks. */
const FIRST_DAY = Temporal.PlainDate.from("2025-10-24");
const DAY_MINUTES = 24 * 60;
const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"];
/** Visits begin within so few days that most days see several of them, and work in between. */
const VISIT_DAYS = 4;
/** A visit lasts three days at most and reaches the server within so much more. */
const STEPS_MS = [0, 900, 61_000, 3_600_000, 11 * 3_600_000];
const LATEST_MINUTES = 1.5 * DAY_MINUTES;
/** Raw events are kept for so long in these histories: longer than any event can be late. */
const RETENTION_DAYS = 6;

/** The first and the last day that any event of a history can have, in any zone. */
export const FROM = "2025-10-20";
export const TO = "2025-11-14";
/** The group of each share of an owner as `addOwner` makes it. */
export const GROUP_OF: Record<string, string> = { a1: "friends", b2: "friends", c3: "business", d4: "" };

export type OwnerZones = { userCode: string; zones: { from: string; timeZone: string }[] };

/** One thing that happens; `cutOff`: the backend at it is killed after so many milliseconds, and then it is done again. */
export type Step = { cutOff: number | null } & (
  | { kind: "ingest"; batches: StoredBatch[] }
  | { kind: "work"; name: Work; sql: string; move?: Move }
  // The owner is deleted, and somebody else gets the code.
  | { kind: "new owner"; userCode: string }
  // Raw rows of a day are gone that nobody removed on purpose: a dropped partition, a restore without them, a manual delete.
  | { kind: "loss"; userCode: string; date: string; tables: readonly RawTable[]; isWhole: boolean }
  // A visitor erases a visit, or an owner the visits by a share, of some days or both.
  | { kind: "erase"; userCode: string; what: Erased }
);

export type RawTable = "analytics_sessions" | "analytics_page_views" | "analytics_clicks";
const LOSSES: readonly (readonly RawTable[])[] = [
  ["analytics_sessions", "analytics_page_views", "analytics_clicks"],
  ["analytics_sessions"],
  ["analytics_page_views"],
  ["analytics_clicks"],
];

export type Erased = { session: string } | { share: string | null; from: string | null; to: string | null };

/** A share goes to another group. */
type Move = { userCode: string; share: string; group: string };

export type Work = (typeof WORKS)[number];
const WORKS = [
  "roll-up",
  "one day",
  "refresh",
  "backfill",
  "cleanup",
  "move",
  "erase",
  "new owner",
  "loss",
] as const;

export type RandomHistory = { owners: OwnerZones[]; steps: Step[]; valueLimit: number };

/** About now, for what is called today then; two of these zones never have the same date. */
const switchAboutNow = fc.option(
  fc.record({
    timeZone: fc.constantFrom("Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"),
    hours: fc.integer({ min: -30, max: 30 }),
  }),
  { freq: 2 },
);
const zoneSwitch = fc.option(
  fc.record({ timeZone: fc.constantFrom(...ZONES), day: fc.integer({ min: 1, max: VISIT_DAYS }) }),
  { freq: 2 },
);
/** A usual value, or one that a stranger has made up. */
const oneOf = (...usual: string[]) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.nat({ max: 30 }).map((n) => `made up ${n}`) },
    { weight: 1, arbitrary: fc.constant("(other)") },
  );
const minutesLate = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: LATEST_MINUTES }));
const cutOff = fc.option(fc.integer({ min: 0, max: 12 }), { freq: 3 });

/**
 * Histories of up to three owners: visits whose events come late, out of order, split and more than once; changes of
 * time zone, then and now, moves of shares, values that strangers make up, codes that get new owners, visits that are erased and raw rows that get lost; roll-ups,
 * refreshes, backfills and cleanups in between; and backends killed at any of it. Without bias towards small values, which
 * would put all visits on one day and all work before or after them.
 */
export const randomHistory: fc.Arbitrary<RandomHistory> = fc
  .noBias(
    fc.record({
      firstDay: fc.nat({ max: 9 }),
      owners: fc.array(
        fc.record({ timeZone: fc.constantFrom(...ZONES), switched: zoneSwitch, about: switchAboutNow }),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
      visits: fc.array(
        fc.record({
          owner: fc.nat({ max: 2 }),
          startMinutes: fc.integer({ min: 0, max: VISIT_DAYS * DAY_MINUTES }),
          startedLate: fc.constantFrom(0, 40_000),
          pages: fc.array(oneOf("home", "about", "work"), { maxLength: 4 }),
          targets: fc.array(oneOf("phone", "whatsapp", "custom:shop"), { maxLength: 3 }),
          share: fc.constantFrom("", "a1", "b2", "c3", "d4", "made up 1", "made up 2"),
          visitor: fc.integer({ min: 1, max: 6 }),
          stepMs: fc.constantFrom(...STEPS_MS),
          country: fc.constantFrom("DE", "US", ""),
          referrer: oneOf("", "google.com"),
          outcome: fc.constantFrom("opened" as const, "stayed" as const, undefined),
          sites: fc.array(oneOf("", "shop.example", "blog.example"), { minLength: 1, maxLength: 3 }),
          late: minutesLate,
          clicksLate: fc.option(minutesLate),
          again: fc.option(minutesLate),
          againElsewhere: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
        }),
        { minLength: 1, maxLength: 30, size: "+1" },
      ),
      works: fc.array(
        fc.record({
          atMinutes: fc.integer({ min: 0, max: 3 * VISIT_DAYS * DAY_MINUTES }),
          // An owner goes, and rows are lost, more rarely than the rest happens.
          name: fc.constantFrom(
            ...WORKS,
            ...WORKS.filter((work) => work !== "new owner"),
            ...WORKS.filter((work) => work !== "new owner" && work !== "loss"),
          ),
          owner: fc.nat({ max: 2 }),
          share: fc.constantFrom("a1", "b2", "c3", "d4"),
          group: fc.constantFrom("friends", "business", ""),
          cutOff,
          lostTables: fc.constantFrom(...LOSSES),
          lostDay: fc.integer({ min: 0, max: 3 }),
          isLostWhole: fc.boolean(),
          erased: fc.constantFrom("visit", "visit", "share", "days", "share and days"),
          erasedVisit: fc.nat({ max: 29 }),
          erasedDays: fc.nat({ max: 2 }),
        }),
        { maxLength: 12, size: "+1" },
      ),
      valueLimit: fc.constantFrom(1, 2, 4, 500),
      flushSize: fc.integer({ min: 1, max: 5 }),
      cutOffs: fc.array(cutOff, { minLength: 1, maxLength: 5 }),
    }),
  )
  .map(({ firstDay, owners, visits, works, flushSize, cutOffs, valueLimit }) => {
    const codes = owners.map((_, index) => `owner${index}`);
    const first = FIRST_DAY.add({ days: firstDay });
    const firstMs = first.toZonedDateTime("UTC").epochMilliseconds;
    const codeOf = (owner: number) => codes[owner % codes.length]!;
    const sessions: Record<string, string[]> = {};
    const arrivals = visits.flatMap((one) => {
      const whole = visit(codeOf(one.owner), {
        start: new Date(firstMs + one.startMinutes * 60_000),
        pages: one.pages,
        targets: one.targets,
        share: one.share,
        visitor: one.visitor,
        stepMs: one.stepMs,
        session: { country: one.country, device: "mobile", referrer: one.referrer },
      });
      sessions[whole.user_code] = [...(sessions[whole.user_code] ?? []), whole.session.id!];
      // A clock that was put right in between: the session claims to have begun after its first event.
      const startedAt = Date.parse(whole.session.started_at!) + one.startedLate;
      whole.session.started_at = new Date(startedAt).toISOString();
      whole.clicks.forEach((click, place) => {
        if (one.outcome) click.outcome = one.outcome;
        click.site = one.sites[place % one.sites.length];
      });
      const lastMinutes = one.startMinutes + ((one.pages.length + one.targets.length) * one.stepMs) / 60_000;
      const at = (late: number, batch: StoredBatch) => ({ atMinutes: lastMinutes + late, batch });
      return [
        ...(one.clicksLate === null
          ? [at(one.late, whole)]
          : [at(one.late, { ...whole, clicks: [] }), at(one.clicksLate, { ...whole, page_views: [] })]),
        ...(one.again === null ? [] : [at(one.again, one.againElsewhere ? elsewhere(whole) : whole)]),
      ];
    });
    const events = [
      ...arrivals.map((arrival) => ({ ...arrival, work: null })),
      ...works.map((work) => ({ atMinutes: work.atMinutes, batch: null, work })),
    ].sort((a, b) => a.atMinutes - b.atMinutes);

    const steps: Step[] = [];
    for (const { atMinutes, batch, work } of events) {
      const last = steps.at(-1);
      const dayBefore = (days: number) =>
        first.add({ days: Math.min(Math.floor(atMinutes / DAY_MINUTES), VISIT_DAYS) - days });
      if (work?.name === "new owner") {
        steps.push({ kind: "new owner", userCode: codeOf(work.owner), cutOff: null });
      } else if (work?.name === "loss") {
        steps.push({
          kind: "loss",
          userCode: codeOf(work.owner),
          date: dayBefore(work.lostDay).toString(),
          tables: work.lostTables,
          isWhole: work.isLostWhole,
          cutOff: null,
        });
      } else if (work?.name === "erase") {
        const userCode = codeOf(work.owner);
        const ids = sessions[userCode] ?? [];
        const id = ids[work.erasedVisit % ids.length];
        const from = dayBefore(work.lostDay);
        const days = { from: from.toString(), to: from.add({ days: work.erasedDays }).toString() };
        const what: Erased =
          work.erased === "visit" && id
            ? { session: id }
            : {
                share: work.erased === "days" ? null : work.share,
                ...(work.erased === "share" ? { from: null, to: null } : days),
              };
        steps.push({ kind: "erase", userCode, what, cutOff: work.cutOff });
      } else if (work) {
        steps.push({
          kind: "work",
          ...workOf(
            { ...work, name: work.name },
            first.add({ days: Math.floor(atMinutes / DAY_MINUTES) }),
            codeOf(work.owner),
          ),
          cutOff: work.cutOff,
        });
      } else if (last?.kind === "ingest" && last.batches.length < flushSize) {
        last.batches.push(batch);
      } else {
        steps.push({ kind: "ingest", batches: [batch], cutOff: cutOffs[steps.length % cutOffs.length]! });
      }
    }
    return {
      owners: owners.map((owner, index) => ({ userCode: codes[index]!, zones: zonesOf(owner, first) })),
      steps,
      valueLimit,
    };
  });

function workOf(
  { name, share, group }: { name: Work; share: string; group: string },
  today: Temporal.PlainDate,
  userCode: string,
): { name: Work; sql: string; move?: Move } {
  const sql = sqlOf(name, today, userCode);
  if (name !== "move") return { name, sql };
  const set = `update analytics_shares set group_code = nullif('${group}', '')`;
  return {
    name,
    sql: `${set} where user_code = '${userCode}' and share_code = '${share}'`,
    move: { userCode, share, group },
  };
}

function sqlOf(work: Work, today: Temporal.PlainDate, userCode: string): string {
  switch (work) {
    case "move":
    case "new owner":
    case "loss":
    case "erase":
      return "";
    case "roll-up":
      return "select aggregate_analytics_daily()";
    case "one day":
      return `select aggregate_analytics_daily('${today.subtract({ days: 1 })}')`;
    case "refresh":
      return `select analytics_refresh_days('${userCode}')`;
    case "backfill":
      return `select backfill_aggregates('${today.subtract({ days: 6 })}'::date, '${today}'::date)`;
    case "cleanup":
      return `select cleanup_old_raw_events(current_date - '${today.subtract({ days: RETENTION_DAYS })}'::date)`;
  }
}

/** The same events in a session of another name: it is stored, and has none of its own. */
const elsewhere = (batch: StoredBatch): StoredBatch => ({
  ...batch,
  session: { ...batch.session, id: batch.session.id!.replace(/^.{8}/, "ffffffff") },
});

/** A zone, maybe another from the start of one of its days on, and maybe one more since a moment about now. */
function zonesOf(
  owner: {
    timeZone: string;
    switched: { timeZone: string; day: number } | null;
    about: { timeZone: string; hours: number } | null;
  },
  firstDay: Temporal.PlainDate,
) {
  const zones = [{ from: "-infinity", timeZone: owner.timeZone }];
  if (owner.switched) {
    const { timeZone, day } = owner.switched;
    const start = firstDay.add({ days: day }).toZonedDateTime(timeZone).toInstant();
    zones.push({ from: start.toString(), timeZone });
  }
  if (owner.about) {
    const { timeZone, hours } = owner.about;
    zones.push({ from: Temporal.Now.instant().round("hour").add({ hours }).toString(), timeZone });
  }
  return zones;
}

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { type StoredBatch, visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";

describe.each(ENGINES)("analytics_ingest_events on %s", (engine) => {
  let database: TestDatabase;
  let owners = 0;
  let userCode: string;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    userCode = `ingest${++owners}`;
    await addOwner(database, userCode, "Europe/Berlin");
  });

  const ingest = async (...batches: StoredBatch[]) => {
    const payload = JSON.stringify({ batches: batches.map((batch, place) => ({ ...batch, batch: place })) });
    const [row] = await database.rows<{ answer: { batches: { stored: number; duplicates: number }[] } }>(
      "select analytics_ingest_events($1) as answer",
      [payload],
    );
    return row!.answer.batches.map(({ stored, duplicates }) => ({ stored, duplicates }));
  };
  const dates = async (table: string) =>
    (
      await database.rows<{ date: string }>(`select date from ${table} where user_code = $1 order by 1`, [
        userCode,
      ])
    ).map((row) => row.date);

  test("an event sent twice is stored once, in one flush or in two", async () => {
    const batch = visit(userCode, { start: new Date("2026-03-01T12:00:00Z"), targets: ["phone"] });
    expect(await ingest(batch, batch)).toEqual([
      { stored: 2, duplicates: 0 },
      { stored: 0, duplicates: 2 },
    ]);
    expect(await ingest(batch)).toEqual([{ stored: 0, duplicates: 2 }]);
    expect(await dates("analytics_page_views")).toHaveLength(1);
    expect(await dates("analytics_clicks")).toHaveLength(1);
  });

  test("a visit sent again under another session's name is no second visit, in one flush or in two", async () => {
    const first = visit(userCode, { start: new Date("2026-03-02T12:00:00Z"), targets: ["phone"] });
    const renamed = () => ({ ...first, session: { ...first.session, id: randomUUID() } });
    const sessions = async () =>
      (
        await database.rows<{ session_id: string }>(
          "select session_id from analytics_sessions where user_code = $1 order by session_id",
          [userCode],
        )
      ).map((row) => row.session_id);
    await ingest(first, renamed());
    await ingest(renamed());
    expect(await sessions()).toEqual([first.session.id]);
    const goesOn = renamed();
    const later = visit(userCode, { start: new Date("2026-03-02T12:10:00Z") });
    const both = [first.session.id, goesOn.session.id].sort();
    await ingest(goesOn, { ...goesOn, clicks: [], page_views: later.page_views });
    expect(await sessions()).toEqual(both);
    await ingest(first);
    expect(await sessions()).toEqual(both);
  });

  test("an event's day is the owner's, on both sides of midnight and across a change of clocks", async () => {
    // 29 March 2026 has 23 hours in Berlin: it begins at 23:00 UTC and ends at 22:00 UTC.
    const at = (iso: string) => visit(userCode, { start: new Date(iso) });
    await ingest(
      at("2026-03-28T22:59:59.999Z"),
      at("2026-03-28T23:00:00.000Z"),
      at("2026-03-29T21:59:59.999Z"),
      at("2026-03-29T22:00:00.000Z"),
    );
    expect(await dates("analytics_page_views")).toEqual([
      "2026-03-28",
      "2026-03-29",
      "2026-03-29",
      "2026-03-30",
    ]);
  });

  test("a click after midnight makes the session of the evening before a contacting one", async () => {
    const evening = visit(userCode, {
      start: new Date("2026-02-10T22:50:00Z"),
      targets: ["whatsapp"],
      stepMs: 20 * 60_000,
    });
    await ingest({ ...evening, clicks: [] });
    await database.rows("select aggregate_analytics_daily()");
    await ingest({ ...evening, page_views: [] });
    expect(await dates("analytics_dirty_days")).toEqual(["2026-02-10", "2026-02-11"]);
    await database.rows("select aggregate_analytics_daily()");
    expect(
      await database.rows(
        `select date, visitors, sessions, page_views, clicks, contacting_sessions, bounces, duration_seconds
         from analytics_daily_user_stats where user_code = $1 order by date`,
        [userCode],
      ),
    ).toEqual([
      {
        date: "2026-02-10",
        visitors: 1,
        sessions: 1,
        page_views: 1,
        clicks: 0,
        contacting_sessions: 1,
        bounces: 0,
        duration_seconds: 1200,
      },
      {
        date: "2026-02-11",
        visitors: 0,
        sessions: 0,
        page_views: 0,
        clicks: 1,
        contacting_sessions: 0,
        bounces: 0,
        duration_seconds: 0,
      },
    ]);
  });

  test("a session keeps the visitor, share and group it began with, though its address or its group changes", async () => {
    const whole = visit(userCode, {
      start: new Date("2026-02-12T10:00:00Z"),
      share: "a1",
      visitor: 7,
      targets: ["phone"],
    });
    await ingest({ ...whole, clicks: [] });
    await database.rows(
      "update analytics_shares set group_code = 'business' where user_code = $1 and share_code = 'a1'",
      [userCode],
    );
    await ingest({ ...whole, page_views: [], session: { ...whole.session, visitor_id: "8" } });
    expect(
      await database.rows(
        "select visitor_id, share_code, group_code from analytics_clicks where user_code = $1",
        [userCode],
      ),
    ).toEqual([{ visitor_id: 7, share_code: "a1", group_code: "friends" }]);
  });

  test("received = stored + duplicate + filtered + rejected, before and after the nightly run", async () => {
    const batch = visit(userCode, { start: new Date("2026-02-13T10:00:00Z"), targets: ["phone", "email"] });
    await ingest({ ...batch, filtered: { bot: 4 }, rejected: { too_old: 2, in_future: 1 } });
    await ingest({ ...batch, filtered: { bot: 1 } });
    const expected = [
      { kind: "duplicate", code: "", events: 3 },
      { kind: "filtered", code: "bot", events: 5 },
      { kind: "rejected", code: "in_future", events: 1 },
      { kind: "rejected", code: "too_old", events: 2 },
      { kind: "stored", code: "", events: 3 },
    ];
    const accounted = () =>
      database.rows(
        `select kind, code, sum(events) as events
         from (
           select * from analytics_daily_ingest_stats
           union all
           select user_code, date, kind, code, events from analytics_ingest_log
         ) as a
         where user_code = $1 group by kind, code order by kind, code`,
        [userCode],
      );
    expect(await accounted()).toEqual(expected);
    await database.rows("select aggregate_analytics_daily()");
    await database.rows("select aggregate_analytics_daily()");
    expect(await accounted()).toEqual(expected);
    expect(await dates("analytics_ingest_log")).toEqual([]);
  });

  test("an unknown owner fails the flush, and nothing of it is stored", async () => {
    const good = visit(userCode, { start: new Date("2026-02-14T10:00:00Z") });
    await expect(ingest(good, { ...good, user_code: "nobody" })).rejects.toMatchObject({ code: "23503" });
    expect(await dates("analytics_page_views")).toEqual([]);
  });

  test("a new time zone takes effect at a start of day, and no stored or queued event changes its day", async () => {
    const now = Date.now();
    const before = visit(userCode, { start: new Date(now - 60_000) });
    await ingest(before);
    const [stored] = await dates("analytics_page_views");
    const [change] = await as(database, "authenticated", MEMBER, () =>
      database.rows<{ answer: { takes_effect_at: string } }>(
        "select analytics_set_owner_time_zone($1, 'Pacific/Auckland') as answer",
        [userCode],
      ),
    );
    const switchAt = Date.parse(change!.answer.takes_effect_at);
    expect(switchAt).toBeGreaterThan(now + 3_600_000);
    expect(new Date(switchAt).toLocaleTimeString("en-GB", { timeZone: "Pacific/Auckland" })).toBe("00:00:00");
    expect(await ingest(before)).toEqual([{ stored: 0, duplicates: 1 }]);
    expect(await dates("analytics_page_views")).toEqual([stored]);

    const around = [-1, 0].map((offset) => visit(userCode, { start: new Date(switchAt + offset) }));
    await ingest(...around);
    const [, last, first] = await dates("analytics_page_views");
    expect(first! > last!).toBe(true);
    expect(first).toBe(new Date(switchAt).toLocaleDateString("sv-SE", { timeZone: "Pacific/Auckland" }));
  });

  test("a month without a partition is stored all the same, and moves home when it gets one", async () => {
    await ingest(visit(userCode, { start: new Date("2024-02-29T10:00:00Z"), targets: ["phone"] }));
    const inDefault = () =>
      database.rows("select 1 from analytics_clicks_default where user_code = $1", [userCode]);
    expect(await inDefault()).toHaveLength(1);
    await database.rows("select daybook.ensure_partitions('2024-02-01')");
    expect(await inDefault()).toHaveLength(0);
    expect(await dates("analytics_clicks")).toEqual(["2024-02-29"]);
  });

  test("a share preview is recorded for shares that exist, once a minute for each fetcher, and is no visit", async () => {
    for (const fetcher of ["WhatsApp", "WhatsApp", "Slack"]) {
      for (const share of ["a1", "A1", randomUUID()]) {
        await database.rows("select analytics_record_share_preview($1, $2, $3)", [userCode, share, fetcher]);
      }
    }
    const previews = await database.rows<{ fetcher: string; minutes: number }>(
      `select share_code, fetcher, bool_and(at = date_trunc('minute', at)) as is_minute, count(*)::integer as rows,
         count(distinct at)::integer as minutes
       from analytics_share_previews where user_code = $1 group by share_code, fetcher order by fetcher`,
      [userCode],
    );
    // A minute may end while the test runs.
    expect(previews).toMatchObject(
      ["Slack", "WhatsApp"].map((fetcher) => ({ share_code: "a1", fetcher, is_minute: true })),
    );
    for (const { minutes } of previews) expect(minutes).toBeLessThanOrEqual(2);
    expect(await dates("analytics_sessions")).toEqual([]);
  });

  test("a share is found by its code in any case wherever exactly one matches", async () => {
    const found = async (code: string) =>
      (
        await database.rows<{ found: unknown }>("select analytics_find_share($1, $2) as found", [
          userCode,
          code,
        ])
      )[0]!.found;
    await database.rows(
      `insert into analytics_shares (user_code, share_code, archived_at)
       values ($1, 'k7F2', null), ($1, 'Two', null), ($1, 'TWO', null), ($1, 'old', now())`,
      [userCode],
    );
    expect(await found("k7F2")).toEqual({ share_code: "k7F2", is_archived: false });
    expect(await found("K7F2")).toEqual({ share_code: "k7F2", is_archived: false });
    expect(await found("Two")).toEqual({ share_code: "Two", is_archived: false });
    expect(await found("TWO")).toEqual({ share_code: "TWO", is_archived: false });
    expect(await found("two")).toBeNull();
    expect(await found("OLD")).toEqual({ share_code: "old", is_archived: true });
    expect(await found("nobody's")).toBeNull();
  });

  test("a visit with a share's code in capitals is that share's, in its group", async () => {
    await database.rows(
      "insert into analytics_groups (user_code, group_code, name) values ($1, 'fair', 'Fair')",
      [userCode],
    );
    await database.rows(
      "insert into analytics_shares (user_code, share_code, group_code) values ($1, 'm3ss', 'fair'), ($1, 'dup', null), ($1, 'DUP', 'fair')",
      [userCode],
    );
    const start = new Date("2026-02-03T10:00:00Z");
    await ingest(
      ...["M3SS", "m3ss", "DUP"].map((share, place) => visit(userCode, { start, share, visitor: place + 1 })),
    );
    expect(
      await database.rows(
        `select share_code, group_code, count(*)::integer as visits from analytics_sessions
         where user_code = $1 and date = '2026-02-03' group by share_code, group_code order by share_code`,
        [userCode],
      ),
    ).toEqual([
      { share_code: "DUP", group_code: "fair", visits: 1 },
      { share_code: "m3ss", group_code: "fair", visits: 2 },
    ]);
  });
});

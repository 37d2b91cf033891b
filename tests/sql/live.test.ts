import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { News } from "#lib/analytics/dashboard.ts";
import { type Live, live } from "#lib/analytics/live.ts";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER, STRANGER } from "#tests/support/owners.ts";

const LIMITED = "00000000-0000-4000-8000-000000000005";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ago = (ms: number) => new Date(Date.now() - ms);

describe.each(ENGINES)("what is new and who is here, on %s", (engine) => {
  let database: TestDatabase;
  let owners = 0;
  let code: string;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    code = `owner-${owners++}`;
    await addOwner(database, code);
    await database.rows(
      `insert into analytics_members (user_code, user_id, role, seen_groups, seen_shares)
       values ($1, $2, 'viewer', '{business}', '{d4}')`,
      [code, LIMITED],
    );
  });

  type Came = { ago: number; share?: string; targets?: string[]; visitor?: number; pages?: string[] };
  const come = (...visits: Came[]) => {
    const batches = visits.map(({ ago: ms, share = "", ...rest }, batch) =>
      visit(code, { start: ago(ms), share, batch, visitor: batch + 1, stepMs: 1, ...rest }),
    );
    return database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
  };
  const open = (who: string, opens = true) =>
    as(database, "authenticated", who, async () => {
      const [row] = await database.rows<{ news: News | null }>(
        "select analytics_dashboard($1, p_opens => $2) -> 'news' as news",
        [code, opens],
      );
      return row?.news ?? null;
    });
  /** As if all looks had been so long ago. */
  const passes = (ms: number) =>
    database.rows(
      `update analytics_member_looks
       set seen_at = seen_at - make_interval(secs => $2), since_at = since_at - make_interval(secs => $2)
       where user_code = $1`,
      [code, ms / 1000],
    );
  const dismiss = (who: string) =>
    as(database, "authenticated", who, () => database.rows("select analytics_dismiss_news($1)", [code]));
  const look = (who: string, filter = "null, null") =>
    as(database, "authenticated", who, async () => {
      const [row] = await database.rows<{ answer: Live }>(`select analytics_live($1, ${filter}) as answer`, [
        code,
      ]);
      return live.parse(row?.answer);
    });

  test("who comes back is told what came since; a reload a minute later tells the same, until it is dismissed", async () => {
    await come({ ago: 3 * DAY, share: "a1" });
    await database.rows("select aggregate_analytics_daily()");
    expect(await open(MEMBER)).toBeNull();
    await passes(2 * DAY);
    await come(
      { ago: 30 * HOUR, share: "a1", targets: ["phone"] },
      { ago: 29 * HOUR, share: "c3" },
      { ago: 3 * HOUR, share: "c3", targets: ["phone", "email"] },
      { ago: 2 * HOUR },
    );
    const told = {
      visits: 4,
      taps: 3,
      contacts: [
        { share_code: "c3", contact: "Cleo", visits: 2, taps: 2, is_first: true },
        { share_code: "a1", contact: "Ana", visits: 1, taps: 1, is_first: false },
      ],
      more: 0,
    };
    expect(await open(MEMBER)).toMatchObject(told);
    // The same from daily rows, in part.
    await database.rows("select aggregate_analytics_daily()");
    await passes(MINUTE);
    expect(await open(MEMBER)).toMatchObject(told);
    // Somebody who stays on the page looks on, and does not begin a new visit with the next load.
    for (let minutes = 0; minutes < 60; minutes += 20) {
      await passes(20 * MINUTE);
      expect(await open(MEMBER, false)).toBeNull();
    }
    expect(await open(MEMBER)).toMatchObject({ visits: 4 });
    await dismiss(MEMBER);
    expect(await open(MEMBER)).toBeNull();
    await passes(HOUR);
    await come({ ago: HOUR / 2, share: "b2" });
    expect(await open(MEMBER)).toMatchObject({ visits: 1, taps: 0, contacts: [{ contact: "Ben" }] });
  });

  test("each member has looks of their own, and a limited viewer is told of the shares that they see", async () => {
    await open(MEMBER);
    await open(LIMITED);
    await passes(DAY);
    await come(
      { ago: HOUR, share: "a1", targets: ["phone"] },
      { ago: HOUR, share: "c3" },
      { ago: HOUR, share: "d4", targets: ["email"] },
      { ago: HOUR },
    );
    await dismiss(LIMITED);
    expect(await open(LIMITED)).toBeNull();
    expect(await open(MEMBER)).toMatchObject({ visits: 4, taps: 2, more: 0 });
    await passes(DAY);
    expect(await open(LIMITED)).toMatchObject({
      visits: 2,
      taps: 1,
      contacts: [{ share_code: "d4" }, { share_code: "c3" }],
      more: 0,
    });
    await database.rows("delete from analytics_members where user_code = $1 and user_id = $2", [
      code,
      LIMITED,
    ]);
    expect(
      await database.rows("select user_id from analytics_member_looks where user_code = $1", [code]),
    ).toEqual([{ user_id: MEMBER }]);
  });

  test("a visit is told from its raw day, whole days from their rows, and a day whose events are gone from the next on", async () => {
    await open(MEMBER);
    await passes(5 * DAY);
    await come({ ago: 6 * DAY }, { ago: 4 * DAY }, { ago: 3 * DAY }, { ago: DAY });
    await database.rows("select aggregate_analytics_daily()");
    expect(await open(MEMBER)).toMatchObject({ visits: 3 });
    const [first] = await database.rows<{ date: string }>(
      `update analytics_days set purged_at = now()
       where user_code = $1 and date = (now() - interval '5 days')::date returning date::text`,
      [code],
    );
    // Without visits there is no such day, and nothing could be missed.
    if (!first)
      await database.rows(
        "insert into analytics_days (user_code, date, purged_at) values ($1, (now() - interval '5 days')::date, now())",
        [code],
      );
    const since = new Date(Date.now() - 4 * DAY).toISOString().slice(0, 10);
    const news = await open(MEMBER);
    expect(news?.visits).toBe(3);
    expect(new Date(news!.since).toISOString()).toBe(`${since}T00:00:00.000Z`);
  });

  test("visits of the last half an hour are shown as they went, the latest first, and who is here is counted", async () => {
    await come(
      { ago: 40 * MINUTE, share: "b2" },
      { ago: 10 * MINUTE, share: "a1", pages: ["home", "about"], targets: ["phone"] },
      { ago: MINUTE, share: "c3" },
      { ago: 2 * MINUTE },
    );
    const seen = await look(MEMBER);
    expect(seen).toMatchObject({
      visitors_now: 2,
      more: 0,
      visits: [
        {
          share_code: "c3",
          contact: "Cleo",
          group_code: "business",
          events: [{ page: "home", target: null }],
        },
        { share_code: "", contact: "" },
        {
          contact: "Ana",
          events: [
            { page: "home", target: null },
            { page: "about", target: null },
            { page: "about", target: "phone" },
          ],
          more: 0,
        },
      ],
    });
    expect(JSON.stringify(seen)).not.toMatch(/session_id|visitor_id/);
    const [{ visitors_now: shown } = {}] = await as(database, "authenticated", MEMBER, () =>
      database.rows<{ visitors_now: number }>(
        "select (analytics_dashboard($1) ->> 'visitors_now')::int as visitors_now",
        [code],
      ),
    );
    expect(shown).toBe(seen.visitors_now);
    expect((await look(MEMBER, "'friends', null")).visits).toMatchObject([{ contact: "Ana" }]);
    expect((await look(MEMBER, "null, ''")).visits).toMatchObject([{ share_code: "" }]);
    // The same visit has the same key in the next answer, with what came meanwhile.
    expect((await look(MEMBER)).visits.map(({ key }) => key)).toEqual(seen.visits.map(({ key }) => key));
  });

  test("a limited viewer sees who is here within what they may see, a stranger nobody", async () => {
    await come({ ago: MINUTE, share: "a1" }, { ago: MINUTE, share: "c3" }, { ago: MINUTE, share: "d4" });
    expect((await look(LIMITED)).visits).toMatchObject([{ contact: "Cleo" }]);
    expect((await look(LIMITED, "null, 'd4'")).visits).toMatchObject([{ contact: "Dora", group_code: "" }]);
    await expect(look(LIMITED, "'friends', null")).rejects.toMatchObject({ code: "42501" });
    await expect(look(LIMITED, "null, 'a1'")).rejects.toMatchObject({ code: "42501" });
    await expect(look(STRANGER)).rejects.toMatchObject({ code: "42501" });
    await expect(open(STRANGER)).rejects.toMatchObject({ code: "42501" });
    await expect(dismiss(STRANGER)).rejects.toMatchObject({ code: "42501" });
  });

  test("a busy half an hour is cut to thirty visits of twelve events each, and says how many more there are", async () => {
    await come(
      ...Array.from({ length: 33 }, (_, place) => ({
        ago: 5 * MINUTE + place * 1000,
        pages: Array.from({ length: place === 0 ? 15 : 1 }, (__, page) => `page ${page}`),
      })),
    );
    const seen = await look(MEMBER);
    expect(seen.visits).toHaveLength(30);
    expect(seen.more).toBe(3);
    expect(seen.visits[0]).toMatchObject({ more: 3 });
    expect(seen.visits[0]?.events.map(({ page }) => page)).toEqual(
      Array.from({ length: 12 }, (_, place) => `page ${place + 3}`),
    );
  });
});

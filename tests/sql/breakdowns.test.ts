import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { type StoredBatch, visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";

type Counts = Record<string, number>;
type Answer = {
  totals: Counts;
  contacts: { rows: Counts[]; more: number; rest: Counts };
  targets: { rows: Counts[] };
  pages: { rows: Counts[] };
};

describe.each(ENGINES)("what the lists of a dashboard add up to on %s", (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.close());

  const ingest = (...batches: StoredBatch[]) =>
    database.rows("select analytics_ingest_events($1)", [
      JSON.stringify({ batches: batches.map((batch, place) => ({ ...batch, batch: place })) }),
    ]);
  const ask = (
    owner: string,
    from: string,
    to = from,
    group: string | null = null,
    limit: number | null = 50,
  ) =>
    as(database, "authenticated", MEMBER, async () => {
      const [row] = await database.rows<{ answer: Answer }>(
        `select analytics_dashboard($1, $2, $3, $4, p_limit => $5) as answer`,
        [owner, from, to, group, limit],
      );
      return row!.answer;
    });

  test.each(["live", "closed"])(
    "what a visit does after midnight is counted with the visit: no share is over one hundred per cent, %s",
    async (state) => {
      const owner = `midnight-${state}`;
      await addOwner(database, owner);
      await ingest(
        visit(owner, {
          start: new Date("2026-03-01T23:59:50Z"),
          pages: ["home", "work"],
          targets: ["phone"],
          stepMs: 8_000,
        }),
      );
      if (state === "closed") await database.rows("select aggregate_analytics_daily()");
      const dayOf = async (date: string) => {
        const { totals, targets, pages } = await ask(owner, date);
        return { sessions: totals.sessions, targets: targets.rows, pages: pages.rows };
      };
      expect(await dayOf("2026-03-01")).toMatchObject({
        sessions: 1,
        targets: [{ target: "phone", visitors: 1, sessions: 1, clicks: 0 }],
        pages: [
          { page: "home", visitors: 1, sessions: 1, page_views: 1, clicks: 0 },
          { page: "work", visitors: 1, sessions: 1, page_views: 1, clicks: 0 },
        ],
      });
      expect(await dayOf("2026-03-02")).toMatchObject({
        sessions: 0,
        targets: [{ target: "phone", visitors: 0, sessions: 0, clicks: 1 }],
        pages: [{ page: "work", visitors: 0, sessions: 0, page_views: 0, clicks: 1 }],
      });
      expect((await ask(owner, "2026-03-01", "2026-03-02")).targets.rows).toMatchObject([
        { target: "phone", visitors: 1, sessions: 1, clicks: 1 },
      ]);
    },
  );

  test.each(["live", "closed"])(
    "a share that has moved keeps its past in the old group: the contacts of a group add up to it, %s",
    async (state) => {
      const owner = `moved-${state}`;
      await addOwner(database, owner);
      const seen = (day: string, share: string, visitor: number) =>
        visit(owner, { start: new Date(`2026-03-0${day}:00Z`), share, visitor, targets: ["phone"] });
      await ingest(seen("1T08:00", "a1", 1), seen("1T08:10", "b2", 2), seen("2T08:00", "a1", 1));
      await database.rows(
        "update analytics_shares set group_code = 'business' where user_code = $1 and share_code = 'a1'",
        [owner],
      );
      await ingest(seen("2T09:00", "a1", 1), seen("2T09:30", "a1", 3), seen("3T08:00", "c3", 4));
      if (state === "closed") await database.rows("select aggregate_analytics_daily()");

      for (const [group, shares] of [
        ["friends", { a1: { visitors: 2, sessions: 2 }, b2: { visitors: 1, sessions: 1 } }],
        ["business", { a1: { visitors: 2, sessions: 2 }, c3: { visitors: 1, sessions: 1 } }],
        ["", {}],
      ] as const) {
        const { totals, contacts } = await ask(owner, "2026-03-01", "2026-03-03", group, null);
        expect(Object.fromEntries(contacts.rows.map((row) => [row.share_code, row]))).toMatchObject(shares);
        expect(contacts.rows.map((row) => row.group_code)).toEqual(contacts.rows.map(() => group));
        const cut = (await ask(owner, "2026-03-01", "2026-03-03", group, 1)).contacts;
        for (const list of [contacts, cut]) {
          for (const name of [
            "sessions",
            "page_views",
            "clicks",
            "contacting_sessions",
            "duration_seconds",
          ]) {
            const listed = list.rows.reduce((sum, row) => sum + row[name]!, list.rest[name]!);
            expect(listed, `${group} ${name}`).toBe(totals[name]);
          }
        }
      }
      const { contacts } = await ask(owner, "2026-03-01", "2026-03-03");
      expect(contacts.rows[0]).toMatchObject({ share_code: "a1", visitors: 3, sessions: 4 });
    },
  );

  test("a share code that is none of the owner's is a direct visit, and is accounted for", async () => {
    const owner = "invented";
    await addOwner(database, owner);
    await ingest(
      visit(owner, { start: new Date("2026-03-01T08:00:00Z"), share: "a1" }),
      ...Array.from({ length: 20 }, (_, place) =>
        visit(owner, { start: new Date("2026-03-01T09:00:00Z"), share: `made-up-${place}`, visitor: place }),
      ),
    );
    const listed = async () =>
      (await ask(owner, "2026-03-01")).contacts.rows.map((row) => [row.share_code, row.sessions]);
    const contacts = expect.arrayContaining([
      ["", 20],
      ["a1", 1],
    ]);
    expect(await listed()).toEqual(contacts);
    await database.rows("select aggregate_analytics_daily()");
    expect(await listed()).toEqual(contacts);
    const accounts =
      "select code, events from analytics_daily_ingest_stats where user_code = $1 order by code";
    expect(await database.rows(accounts, [owner])).toEqual([
      { code: "", events: 1 },
      { code: "unknown_share", events: 20 },
    ]);
  });

  test.each(["live", "closed"])(
    "of more than 500 values the most frequent are named, and in (other) a visitor and a visit count once, %s",
    async (state) => {
      const owner = `crowded-${state}`;
      await addOwner(database, owner);
      const rare = Array.from({ length: 502 }, (_, place) => `rare ${String(place).padStart(3, "0")}`);
      await ingest(
        visit(owner, { start: new Date("2026-03-01T08:00:00Z"), pages: rare, visitor: 1, stepMs: 10 }),
        visit(owner, { start: new Date("2026-03-01T09:00:00Z"), pages: ["work", "work"], visitor: 2 }),
        visit(owner, {
          start: new Date("2026-03-01T10:00:00Z"),
          pages: ["rare 501", "home", "home"],
          visitor: 3,
        }),
      );
      if (state === "closed") await database.rows("select aggregate_analytics_daily()");
      const { totals, pages } = await ask(owner, "2026-03-01", "2026-03-01", null, null);
      const names = pages.rows.map(({ page }) => String(page));
      expect(new Set(names)).toEqual(new Set(["home", "work", "rare 501", ...rare.slice(0, 497), "(other)"]));
      const sum = (name: string) => pages.rows.reduce((all, row) => all + row[name]!, 0);
      expect([sum("page_views"), sum("entries"), sum("exits")]).toEqual([507, 3, 3]);
      expect(totals).toMatchObject({ page_views: 507, sessions: 3 });
      const other = pages.rows.find(({ page }) => String(page) === "(other)");
      expect(other).toMatchObject({ page_views: 4, visitors: 1, sessions: 1 });
    },
  );

  test.each(["live", "closed"])(
    "what a stranger makes up takes no names from a group or a contact whose visits have few values, %s",
    async (state) => {
      const owner = `beside-crowd-${state}`;
      await addOwner(database, owner);
      const madeUp = Array.from({ length: 600 }, (_, place) => `made up ${place}`);
      const seen = (hour: number, visitor: number, pages: string[], share = "") =>
        visit(owner, {
          start: new Date(`2026-03-01T0${hour}:00:00Z`),
          pages,
          visitor,
          share,
          stepMs: 10,
          targets: [`custom:${pages[0]}`],
        });
      await ingest(seen(6, 1, madeUp), seen(7, 2, madeUp), seen(8, 3, ["price list"], "a1"));
      if (state === "closed") await database.rows("select aggregate_analytics_daily()");
      await ingest(seen(9, 3, ["opening hours"], "a1"));
      const all = await ask(owner, "2026-03-01", "2026-03-01", null, null);
      expect(all.pages.rows).toHaveLength(501);
      expect(all.pages.rows.map(({ page }) => String(page))).not.toContain("price list");
      const friends = await ask(owner, "2026-03-01", "2026-03-01", "friends", null);
      expect(friends.pages.rows.map(({ page, visitors }) => [String(page), visitors]).sort()).toEqual([
        ["opening hours", 1],
        ["price list", 1],
      ]);
      expect(friends.targets.rows).toHaveLength(2);
    },
  );

  test("a value keeps its name at the owner although the group of its visit has no room for it", async () => {
    const owner = "full-group";
    await addOwner(database, owner);
    const pagesOf = (of: string) => Array.from({ length: 500 }, (_, place) => `${of} ${place}`);
    const seen = (hour: number, visitor: number, pages: string[], share = "") =>
      visit(owner, { start: new Date(`2026-03-01T0${hour}:00:00Z`), pages, visitor, share, stepMs: 10 });
    await ingest(
      seen(6, 1, pagesOf("known")),
      seen(7, 2, pagesOf("known")),
      seen(8, 3, pagesOf("friends'"), "a1"),
    );
    await database.rows("select analytics_refresh_days($1)", [owner]);
    await ingest(seen(9, 4, ["known 0"], "a1"));
    const views = async (page: string, group: string | null) => {
      const { pages } = await ask(owner, "2026-03-01", "2026-03-01", group, null);
      return pages.rows.find((row) => String(row.page) === page)?.page_views;
    };
    for (const work of ["select 1", `select analytics_refresh_days('${owner}')`]) {
      await database.rows(work);
      expect([await views("known 0", null), await views("(other)", "friends")], work).toEqual([3, 1]);
    }
  });

  test("a day that has all the names it may have counts what comes new as (other), without counting the whole day", async () => {
    const owner = "flooded";
    await addOwner(database, owner);
    const pagesOf = (from: number) => Array.from({ length: 400 }, (_, place) => `page ${from + place}`);
    const seen = (minute: number, pages: string[], visitor: number) =>
      visit(owner, {
        start: new Date(Date.parse("2026-03-01T08:00:00Z") + minute * 60_000),
        pages,
        visitor,
        stepMs: 10,
      });
    await ingest(seen(0, pagesOf(0), 1), seen(1, pagesOf(400), 2));
    await database.rows("select analytics_refresh_days($1)", [owner]);
    await ingest(seen(2, ["page 0", "new 1", "new 2"], 3), seen(3, ["new 1"], 3));
    const { pages } = await ask(owner, "2026-03-01", "2026-03-01", null, null);
    expect(pages.rows).toHaveLength(501);
    const row = (name: string) => pages.rows.find(({ page }) => String(page) === name);
    expect(row("page 0")).toMatchObject({ page_views: 2, visitors: 2 });
    expect(row("(other)")).toMatchObject({ page_views: 303, visitors: 3, sessions: 4 });
    await database.rows("select analytics_refresh_days($1)", [owner]);
    expect((await ask(owner, "2026-03-01", "2026-03-01", null, null)).pages).toEqual(pages);
    const [proof] = await database.rows<{ answer: { differing: unknown[] } }>(
      "select analytics_verify('2026-03-01', '2026-03-01', $1) as answer",
      [owner],
    );
    expect(proof?.answer.differing).toEqual([]);
  });
});

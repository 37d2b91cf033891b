import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Dashboard, dashboard } from "#lib/analytics/dashboard.ts";
import { tokenHash } from "#lib/owners/tokens.ts";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER, STRANGER } from "#tests/support/owners.ts";

const LIMITED = "00000000-0000-4000-8000-000000000005";
const VIEWER = "00000000-0000-4000-8000-000000000003";
const DAYS = ["2026-01-05", "2026-01-08"];

describe.each(ENGINES)("notes at days, on %s", (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await addOwner(database, "myclik");
    await addOwner(database, "other");
    await database.run(`
      insert into analytics_members (user_code, user_id, role, seen_groups, seen_shares)
      values ('myclik', '${LIMITED}', 'viewer', '{friends}', '{}');
      insert into analytics_members (user_code, user_id, role) values ('myclik', '${VIEWER}', 'viewer');
    `);
    const batches = ["2026-01-05", "2026-01-06"].map((day, batch) =>
      visit("myclik", { start: new Date(`${day}T08:00:00Z`), share: "a1", batch }),
    );
    await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
    await database.rows("select aggregate_analytics_daily()");
  });
  afterAll(() => database.close());

  const ask = <T>(who: string, sql: string, parameters: unknown[] = []) =>
    as(database, "authenticated", who, async () => {
      const [row] = await database.rows<{ answer: T }>(`select ${sql} as answer`, parameters);
      return row?.answer as T;
    });
  const shown = async (who: string, more = "") =>
    dashboard.parse(
      await ask<Dashboard>(who, `analytics_dashboard('myclik', '${DAYS[0]}', '${DAYS[1]}'${more})`),
    ).annotations;
  const save = (who: string, id: string | null, date: string, text: string) =>
    ask<string>(who, "analytics_save_annotation('myclik', $1, $2, $3)", [id, date, text]);

  test("a note stands at its day until it is changed or deleted, and each act is in the log", async () => {
    const id = await save(MEMBER, null, "2026-01-06", "  Trade fair ");
    await save(MEMBER, null, "2026-02-01", "Outside the period");
    const note = { date: "2026-01-06", kind: "note", annotation_id: id, text: "Trade fair" };
    expect(await shown(MEMBER)).toEqual([note]);
    expect(await shown(VIEWER, ", 'business'")).toEqual([note]);
    await save(MEMBER, id, "2026-01-07", "Trade fair, second day");
    expect(await shown(MEMBER)).toEqual([{ ...note, date: "2026-01-07", text: "Trade fair, second day" }]);
    await ask(MEMBER, "analytics_delete_annotation('myclik', $1)", [id]);
    expect(await shown(MEMBER)).toEqual([]);
    for (const again of [
      save(MEMBER, id, "2026-01-07", "Gone"),
      ask(MEMBER, "analytics_delete_annotation('myclik', $1)", [id]),
    ])
      await expect(again).rejects.toMatchObject({ code: "PT404" });
    expect(
      await database.rows(
        `select action, about from analytics_audit where user_code = 'myclik' and about ->> 'text' like 'Trade%' order by at`,
      ),
    ).toEqual([
      { action: "annotation_created", about: { date: "2026-01-06", text: "Trade fair" } },
      { action: "annotation_changed", about: { date: "2026-01-07", text: "Trade fair, second day" } },
      { action: "annotation_deleted", about: { date: "2026-01-07", text: "Trade fair, second day" } },
    ]);
  });

  test("an owner's note is nobody else's to see, change or delete; limited viewers and links see none", async () => {
    const id = await save(MEMBER, null, "2026-01-05", "For us");
    for (const who of [STRANGER, VIEWER, LIMITED]) {
      await expect(save(who, null, "2026-01-05", "Mine")).rejects.toMatchObject({ code: "42501" });
      await expect(save(who, id, "2026-01-05", "Mine")).rejects.toMatchObject({ code: "42501" });
      await expect(ask(who, "analytics_delete_annotation('myclik', $1)", [id])).rejects.toMatchObject({
        code: "42501",
      });
    }
    // The member of another owner's has that one's rights alone.
    await expect(ask(MEMBER, "analytics_delete_annotation('other', $1)", [id])).rejects.toMatchObject({
      code: "PT404",
    });
    expect(await shown(LIMITED)).toEqual([]);
    const token = await ask<string>(MEMBER, "analytics_create_link('myclik', 'All of it', p_names => true)");
    const byLink = await as(database, "service_role", null, () =>
      database.rows<{ answer: Dashboard }>(
        "select analytics_link_dashboard('myclik', $1, $2, $3) as answer",
        [tokenHash("link", token), ...DAYS],
      ),
    );
    expect(byLink[0]?.answer.annotations).toEqual([]);
    await ask(MEMBER, "analytics_delete_annotation('myclik', $1)", [id]);
  });

  test("a day or a text that is none is refused, and so is one note too many", async () => {
    for (const [date, text] of [
      ["2026-01-05", ""],
      ["2026-01-05", " "],
      ["2026-01-05", "x".repeat(201)],
      ["2026-01-05", "two\nlines"],
      ["1999-12-31", "Too early"],
    ] as const) {
      await expect(save(MEMBER, null, date, text), text).rejects.toMatchObject({ code: "23514" });
    }
    await database.run(`
      insert into analytics_annotations (user_code, date, text)
      select 'other', '2026-01-05', 'Note ' || n from generate_series(1, 1000) as n;
    `);
    await expect(
      ask(MEMBER, "analytics_save_annotation('other', null, '2026-01-05', 'One more')"),
    ).rejects.toMatchObject({ code: "22023" });
  });

  test("Daybook itself tells of a day that was counted anew, of outages of ingest and of the first day in another time zone", async () => {
    const late = [visit("myclik", { start: new Date("2026-01-06T18:00:00Z"), share: "a1" })];
    await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches: late })]);
    await database.rows("select backfill_aggregates('2026-01-06', '2026-01-06')");
    await database.run(`
      update analytics_owner_time_zones set valid_to = '2026-01-07T23:00:00Z' where user_code = 'myclik';
      insert into analytics_owner_time_zones (user_code, valid_from, time_zone)
      values ('myclik', '2026-01-07T23:00:00Z', 'Europe/Berlin');
    `);
    // Two processes saw parts of one outage; the third is another.
    for (const [from, to] of [
      ["10:00", "10:14"],
      ["10:02", "10:20"],
      ["11:00", "11:02"],
    ])
      await as(database, "service_role", null, () =>
        database.rows("select analytics_note_outage('{myclik,nobody}', $1, $2)", [
          `2026-01-07T${from}:00Z`,
          `2026-01-07T${to}:00Z`,
        ]),
      );
    const own = (date: string, kind: string, text: string) => ({ date, kind, annotation_id: null, text });
    expect(await shown(MEMBER)).toEqual([
      own("2026-01-06", "revision", "late events"),
      own("2026-01-07", "outage", "10:00–10:20"),
      own("2026-01-07", "outage", "11:00–11:02"),
      own("2026-01-08", "time_zone", "Europe/Berlin"),
    ]);
    expect(await shown(LIMITED)).toEqual([]);
  });

  test("notes go with their owner", async () => {
    await database.rows("select analytics_delete_owner('other', '1 minute')");
    expect(await database.rows("select 1 from analytics_annotations where user_code = 'other'")).toEqual([]);
  });
});

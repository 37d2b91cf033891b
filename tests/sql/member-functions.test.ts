import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER, STRANGER } from "#tests/support/owners.ts";

const VIEWER = "00000000-0000-4000-8000-000000000003";
const EDITOR = "00000000-0000-4000-8000-000000000004";
const DAY = "2026-01-05";

/** One call of each function that members have, as its name and arguments. */
const READING = [
  "analytics_owner_shares('myclik')",
  "analytics_owner_settings('myclik')",
  "analytics_owner_card('myclik')",
  "analytics_owner_data('myclik')",
  "analytics_owner_volume('myclik')",
  "analytics_owner_export('myclik', 'visits', null, null, 'a1')",
  "analytics_contact('myclik', 'a1')",
  "analytics_dashboard_list('myclik', null, null, null, null, 'none', 'pages')",
  `analytics_dashboard('myclik', '${DAY}', '${DAY}', null, null, 'none', 50, p_filters => '[["is", "page", ["home"]]]')`,
];
const WRITING = [
  "analytics_save_group('myclik', 'work', 'Work')",
  "analytics_archive_group('myclik', 'friends', true)",
  "analytics_archive_group('myclik', 'friends', false)",
  "analytics_change_share('myclik', 'a1', 'Ana D.', 'business')",
  "analytics_change_share('myclik', 'a1', 'Ana', 'friends')",
  "analytics_archive_share('myclik', 'a1', true)",
  "analytics_archive_share('myclik', 'a1', false)",
  "analytics_import_shares('myclik', '[]', '[]')",
  "analytics_save_card('myclik', 'Mine', '{}', null)",
  "analytics_set_owner_card('myclik', 'Mine', 'https://card.example')",
  "analytics_set_owner_allowed_origins('myclik', '{https://card.example}')",
  "analytics_set_owner_allowed_origins('myclik', '{}')",
  `analytics_exclude_owner_address('myclik', '${"a".repeat(64)}', true)`,
  "analytics_clear_owner_exclusions('myclik')",
  `analytics_rebuild_owner_day('myclik', '${DAY}')`,
];
const ONLY_BY_OWNERS = [
  "analytics_set_owner_retention('myclik', 90)",
  "analytics_set_owner_retention('myclik', null)",
];

describe.each(ENGINES)("what members can ask and change on %s", (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await addOwner(database, "myclik");
    await database.rows(
      "insert into analytics_members (user_code, user_id, role) values ('myclik', $1, 'viewer')",
      [VIEWER],
    );
    await database.rows(
      "insert into analytics_members (user_code, user_id, role) values ('myclik', $1, 'editor')",
      [EDITOR],
    );
    const at = (time: string) => new Date(`${DAY}T${time}Z`);
    const visits = [
      visit("myclik", {
        start: at("10:00:00"),
        share: "a1",
        pages: ["home", "contact"],
        targets: ["phone"],
        sites: { phone: "call.example" },
        session: { country: "DE" },
      }),
      visit("myclik", {
        start: at("11:00:00"),
        share: "a1",
        visitor: 2,
        batch: 1,
        session: { country: "DE" },
      }),
      visit("myclik", {
        start: at("12:00:00"),
        share: "b2",
        visitor: 3,
        batch: 2,
        session: { country: "FR" },
      }),
    ];
    await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches: visits })]);
    await database.rows("select analytics_record_share_preview('myclik', 'a1', 'WhatsApp')");
  });
  afterAll(() => database.close());

  const markDirty = () =>
    database.rows("insert into analytics_dirty_days values ('myclik', $1, gen_random_uuid())", [DAY]);
  const asMember = <T>(userId: string | null, work: () => Promise<T>) =>
    as(database, "authenticated", userId, work);
  const call = async <T>(expression: string) =>
    (await database.rows<{ answer: T }>(`select ${expression} as answer`))[0]!.answer;

  test("strangers and nobody are refused everything with 42501, viewers everything that changes something", async () => {
    for (const userId of [STRANGER, null]) {
      for (const expression of [...READING, ...WRITING, ...ONLY_BY_OWNERS]) {
        await asMember(userId, () =>
          expect(call(expression), expression).rejects.toMatchObject({ code: "42501" }),
        );
      }
    }
    for (const expression of [...WRITING, ...ONLY_BY_OWNERS]) {
      await asMember(VIEWER, () =>
        expect(call(expression), expression).rejects.toMatchObject({ code: "42501" }),
      );
    }
    for (const expression of ONLY_BY_OWNERS) {
      await asMember(EDITOR, () =>
        expect(call(expression), expression).rejects.toMatchObject({ code: "42501" }),
      );
    }
  });

  test("a viewer reads, an editor also changes, and a change made twice is the same as once", async () => {
    for (const expression of READING) await asMember(VIEWER, () => call(expression));
    for (const expression of WRITING) {
      await asMember(EDITOR, () => call(expression));
      const once = await asMember(EDITOR, () =>
        call<Record<string, unknown>>("analytics_owner_shares('myclik')"),
      );
      await asMember(EDITOR, () => call(expression));
      expect(await asMember(EDITOR, () => call("analytics_owner_shares('myclik')")), expression).toEqual(
        once,
      );
    }
    for (const expression of ONLY_BY_OWNERS) await asMember(MEMBER, () => call(expression));
  });

  test("who looks at a dashboard is noted, at most every 20 s and wherever something can be written", async () => {
    const isWatched = async (codes: string) =>
      (await database.rows<{ is: boolean }>(`select analytics_is_watched('${codes}') as is`))[0]!.is;
    const look = () => asMember(VIEWER, () => call("analytics_dashboard('myclik')"));
    const lookedAgo = async (interval: string) =>
      void (await database.rows(
        `update analytics_owners set looked_at = now() - interval '${interval}' where user_code = 'myclik'`,
      ));
    const isOlderThan = async (interval: string) =>
      (
        await database.rows<{ is: boolean }>(
          `select looked_at < now() - interval '${interval}' as is from analytics_owners where user_code = 'myclik'`,
        )
      )[0]!.is;

    await lookedAgo("2 minutes");
    expect(await isWatched("{other,myclik}")).toBe(false);
    await asMember(STRANGER, () => expect(call("analytics_dashboard('myclik')")).rejects.toThrow());
    expect(await isWatched("{other,myclik}")).toBe(false);
    await database.run("begin read only");
    await look();
    await database.run("commit");
    expect(await isWatched("{other,myclik}")).toBe(false);
    await look();
    expect([await isWatched("{other,myclik}"), await isWatched("{other}")]).toEqual([true, false]);

    await lookedAgo("15 seconds");
    await look();
    expect(await isOlderThan("10 seconds")).toBe(true);
    await lookedAgo("25 seconds");
    await look();
    expect(await isOlderThan("10 seconds")).toBe(false);
  });

  test("a share is made once; what is not valid is refused with the code of its constraint", async () => {
    await asMember(MEMBER, async () => {
      await call("analytics_create_share('myclik', 'new1', ' Nina ', 'friends')");
      await expect(call("analytics_create_share('myclik', 'new1')")).rejects.toMatchObject({ code: "23505" });
      await expect(call("analytics_create_share('myclik', 'no spaces')")).rejects.toMatchObject({
        code: "23514",
      });
      await expect(call("analytics_create_share('myclik', 'new2', '', 'nowhere')")).rejects.toMatchObject({
        code: "23503",
      });
      await expect(call("analytics_change_share('myclik', 'nobody', '', null)")).rejects.toMatchObject({
        code: "PT404",
      });
      await expect(call("analytics_set_owner_retention('myclik', 7)")).rejects.toMatchObject({
        code: "23514",
      });
      const { shares } = await call<{ shares: { share_code: string }[] }>("analytics_owner_shares('myclik')");
      expect(shares.find((share) => share.share_code === "new1")).toMatchObject({
        contact: "Nina",
        group_code: "friends",
        archived: false,
        last_seen: null,
      });
    });
  });

  test("no value that would stop or lock out an owner's ingest can be stored, whoever writes it", async () => {
    const set = (column: string, value: string) =>
      database.rows(`update analytics_owners set ${column} = ${value} where user_code = 'myclik'`);
    const hash = "a".repeat(64);
    const bad = [
      ["allowed_origins", "'{null}'"],
      ["allowed_origins", "'{https://a.example,null}'"],
      ["allowed_origins", "'{{https://a.example,https://b.example}}'"],
      ["allowed_origins", `'{""}'`],
      ["allowed_origins", `array['https://a.example', '']`],
      ["allowed_origins", `array['https://a.example https://b.example']`],
      ["allowed_origins", `array[e'https://a.example\\nhttps://b.example']`],
      ["allowed_origins", "'{https://a.example/path}'"],
      ["allowed_origins", "'{*}'"],
      ["allowed_origins", "array_fill('a.example'::text, array[51])"],
      ["excluded_addresses", "'{null}'"],
      ["excluded_addresses", "'{10.0.0.1}'"],
      ["excluded_addresses", `'{{${hash}}}'`],
      ["excluded_addresses", `array_fill('${hash}'::text, array[101])`],
      ["time_zone", "'AAA-167'"],
      ["card_url", "'https://'"],
      ["card_url", "e'https://a.example/\\nx'"],
      ["name", "''"],
    ] as const;
    for (const [column, value] of bad) {
      await expect(set(column, value), `${column} ${value}`).rejects.toMatchObject({
        code: expect.stringMatching(/^23/),
      });
    }
    await asMember(MEMBER, async () => {
      await expect(call("analytics_set_owner_allowed_origins('myclik', '{null}')")).rejects.toMatchObject({
        code: "23514",
      });
    });
    const good = [
      "https://a.example",
      "HTTP://*.b.example:*",
      "c.example",
      "[::1]:3000",
      "http://localhost:*",
    ];
    await database.rows("update analytics_owners set allowed_origins = $1 where user_code = 'myclik'", [
      good,
    ]);
    const [{ owner }] = (await database.rows("select analytics_ingest_owner('myclik') as owner")) as [
      { owner: { allowed_origins: string[] } },
    ];
    expect(owner.allowed_origins).toEqual(good);
    await set("allowed_origins", "'{}'");
  });

  test("a share or group that never was is not found, in every question that can name one", async () => {
    const unknown = [
      "analytics_dashboard('myclik', null, null, null, 'nobody')",
      "analytics_dashboard('myclik', null, null, 'nowhere', null)",
      "analytics_contact('myclik', 'nobody')",
      "analytics_owner_export('myclik', 'visits', null, null, 'nobody')",
    ];
    for (const expression of unknown) {
      await asMember(VIEWER, () =>
        expect(call(expression), expression).rejects.toMatchObject({ code: "PT404" }),
      );
    }
    for (const [group, contact] of [
      ["null", "'d4'"],
      ["'business'", "null"],
      ["''", "null"],
      ["null", "''"],
    ]) {
      await asMember(VIEWER, () => call(`analytics_dashboard('myclik', null, null, ${group}, ${contact})`));
    }
  });

  test("an import makes what is missing, leaves what exists, and does nothing when one of its rows is wrong", async () => {
    const shares = (rows: object[]) => `'${JSON.stringify(rows)}'`;
    const groups = `'[{"group_code":"club","name":"Club"}]'`;
    const good = [
      { share_code: "i1", contact: "One", group_code: "club" },
      { share_code: "a1", contact: "Other" },
    ];
    await asMember(MEMBER, async () => {
      await expect(
        call(
          `analytics_import_shares('myclik', ${groups}, ${shares([...good, { share_code: "bad code" }])})`,
        ),
      ).rejects.toMatchObject({ code: "23514" });
      expect(await call(`analytics_import_shares('myclik', ${groups}, ${shares(good)})`)).toEqual({
        shares: 1,
        groups: 1,
      });
      expect(await call(`analytics_import_shares('myclik', ${groups}, ${shares(good)})`)).toEqual({
        shares: 0,
        groups: 0,
      });
      const answer = await call<{ shares: { share_code: string; contact: string }[] }>(
        "analytics_owner_shares('myclik')",
      );
      expect(answer.shares.find((share) => share.share_code === "a1")?.contact).toBe("Ana");
    });
  });

  test("an import of exported rows keeps when shares were made and what is archived, and is bounded in shares and groups", async () => {
    const list = (rows: object[]) => `'${JSON.stringify(rows)}'`;
    const future = new Date(Date.now() + 864e5).toISOString();
    const made = "2025-03-04T05:06:07+00:00";
    await asMember(MEMBER, async () => {
      await call(
        `analytics_import_shares('myclik', ${list([{ group_code: "old", name: "Old", archived: true }])}, ${list(
          [
            { share_code: "e1", contact: "Eve", group_code: "old", archived: true, created_at: made },
            { share_code: "e2", created_at: future },
          ],
        )})`,
      );
      const { shares, groups } = await call<{
        shares: { share_code: string; created_at: string; archived: boolean }[];
        groups: { group_code: string; archived: boolean }[];
      }>("analytics_owner_shares('myclik')");
      expect(groups.find(({ group_code }) => group_code === "old")).toMatchObject({ archived: true });
      const [first, second] = ["e1", "e2"].map(
        (code) => shares.find(({ share_code }) => share_code === code)!,
      );
      expect(first).toMatchObject({ archived: true, created_at: made });
      expect(second!.archived).toBe(false);
      expect(Date.parse(second!.created_at)).toBeLessThan(Date.parse(future));
      for (const [groups, shares] of [
        ["jsonb_agg(i)", "'[]'"],
        ["'[]'", "jsonb_agg(i)"],
      ]) {
        await expect(
          database.rows(
            `select analytics_import_shares('myclik', ${groups}, ${shares}) from generate_series(1, 10001) as i`,
          ),
        ).rejects.toMatchObject({ code: "22023" });
      }
      await expect(
        call(`analytics_import_shares('myclik', '[]', ${list([{ share_code: "e3", created_at: "soon" }])})`),
      ).rejects.toMatchObject({ code: "22023" });
    });
  });

  test.each(["live", "closed"])(
    "a contact's story tells visits, taps in order and several visitors, %s",
    async (state) => {
      if (state === "closed") await database.rows("select aggregate_analytics_daily()");
      else await markDirty();
      const story = await asMember(VIEWER, () =>
        call<Record<string, unknown>>(`analytics_contact('myclik', 'a1', '${DAY}', '${DAY}')`),
      );
      expect(story).toMatchObject({
        share: { share_code: "a1", contact: "Ana", group_code: "friends" },
        dashboard: { totals: { visitors: 2, sessions: 2, clicks: 1 }, days: [{ state }] },
        first_visit: { date: DAY },
        // Two pseudonyms with the same system and country: a phone that changed its network.
        devices: { several: { days: 0, last: null }, many: { days: 0, last: null, most: null } },
        visits: [
          { visitor: 2, events: [{ page: "home", target: null }] },
          {
            visitor: 1,
            country: "DE",
            events: [
              { page: "home", target: null, site: "" },
              { page: "contact", target: null },
              { page: "contact", target: "phone", outcome: null, site: "call.example" },
            ],
          },
        ],
        previews: [{ fetcher: "WhatsApp" }],
      });
      await asMember(VIEWER, () =>
        expect(call("analytics_contact('myclik', 'unknown')")).rejects.toMatchObject({ code: "PT404" }),
      );
    },
  );

  test("a day and the one it is compared with come by the hour, live and closed; longer periods do not", async () => {
    type Answer = {
      hours: ({ hour: string } & Record<string, number>)[] | null;
      previous: { hours: Answer["hours"] };
    };
    const ask = (from: string, to: string) =>
      asMember(VIEWER, () =>
        call<Answer>(`analytics_dashboard('myclik', '${from}', '${to}', null, null, 'previous')`),
      );
    const next = "2026-01-06";
    const at = (hour: string, sessions: number, clicks: number) =>
      expect.objectContaining({ hour, visitors: sessions, sessions, clicks, contacting_sessions: clicks });
    for (const state of ["closed", "live"]) {
      if (state === "live") await markDirty();
      const { hours } = await ask(DAY, DAY);
      expect(hours).toHaveLength(24);
      expect(hours).toEqual(expect.arrayContaining([at("10", 1, 1), at("11", 1, 0), at("13", 0, 0)]));
      const compared = await ask(next, next);
      expect(compared.hours?.every((hour) => hour.sessions === 0)).toBe(true);
      expect(compared.previous.hours).toEqual(hours);
    }
    expect(await ask("2026-01-07", "2026-01-08")).toMatchObject({ hours: null, previous: { hours: null } });
    // Counting began on the first of these days: there is nothing to compare it with.
    expect(await ask(DAY, DAY)).toMatchObject({ previous: null });
  });

  test("the data page accounts for what arrived, and a rebuilt day is closed; a purged one is refused", async () => {
    const before = await asMember(VIEWER, () =>
      call<{ days: Record<string, unknown>[]; tables: unknown[] }>(
        `analytics_owner_data('myclik', '${DAY}', '${DAY}')`,
      ),
    );
    expect(before.days).toMatchObject([{ date: DAY, state: "live", raw_events: 5 }]);
    expect(before.tables.length).toBeGreaterThan(10);
    expect(await asMember(EDITOR, () => call(`analytics_rebuild_owner_day('myclik', '${DAY}')`))).toEqual({
      rebuilt: true,
      raw_events: 8,
    });
    // Three sessions are among the raw rows, but no events.
    const closed = await asMember(VIEWER, () =>
      call<{ days: object[] }>(`analytics_owner_data('myclik', '${DAY}', '${DAY}')`),
    );
    expect(closed.days).toMatchObject([{ state: "closed", raw_events: 5 }]);
    const today = await asMember(VIEWER, () =>
      call<{ days: Record<string, number>[] }>("analytics_owner_data('myclik')"),
    );
    const arrived = today.days.find((day) => day.received! > 0)!;
    expect(arrived.received).toBe(
      arrived.stored! + arrived.duplicate! + arrived.filtered! + arrived.rejected!,
    );
    expect(arrived).toMatchObject({ stored: 5, previews: 1 });

    await asMember(EDITOR, () =>
      expect(call("analytics_rebuild_owner_day('myclik', '2020-01-01')")).rejects.toMatchObject({
        code: "22023",
      }),
    );
    await database.rows("update analytics_days set purged_at = now() where date = $1", [DAY]);
    expect(await asMember(EDITOR, () => call(`analytics_rebuild_owner_day('myclik', '${DAY}')`))).toEqual({
      rebuilt: false,
    });
    await database.rows("insert into analytics_owners (user_code, name) values ('second', 'Second')");
    expect(await asMember(VIEWER, () => call("analytics_owner_data('myclik')"))).toMatchObject({
      tables: null,
    });
  });
});

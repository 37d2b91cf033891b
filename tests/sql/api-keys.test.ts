import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tokenHash } from "#lib/owners/tokens.ts";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";

type Key = { key_hash: string; name: string; last_used_at: string | null; in_force: boolean };

describe.each(ENGINES)("keys of an owner on %s", (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await addOwner(database, "myclik");
    const batches = ["2026-02-02", "2026-02-03"].map((day, batch) =>
      visit("myclik", { start: new Date(`${day}T08:00:00Z`), share: "a1", targets: ["phone"], batch }),
    );
    await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
    await database.rows("select aggregate_analytics_daily()");
    const late = [visit("myclik", { start: new Date("2026-02-03T18:00:00Z"), share: "b2", batch: 7 })];
    await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches: late })]);
  });
  afterAll(() => database.close());

  const asOwner = <T>(work: () => Promise<T>) => as(database, "authenticated", MEMBER, work);
  async function makeKey(abilities: string[], expiresAt: string | null = null): Promise<string> {
    const [made] = await asOwner(() =>
      database.rows<{ key: string }>("select analytics_create_key('myclik', ' Shop ', $1, $2) as key", [
        abilities,
        expiresAt,
      ]),
    );
    return made!.key;
  }
  const hashOf = (key: string) => tokenHash("key", key.split("_").at(-1) ?? "");
  const keys = async () => {
    const [row] = await asOwner(() =>
      database.rows<{ answer: { keys: Key[] } }>("select analytics_owner_keys('myclik') as answer"),
    );
    return row!.answer.keys;
  };
  const open = (key: string, ability: string | null = null) =>
    as(database, "service_role", null, () =>
      database.rows<{ opened: unknown }>("select analytics_open_key('myclik', $1, $2) as opened", [
        hashOf(key),
        ability,
      ]),
    );

  test("a key is told once and kept as a hash; making and revoking it is noted", async () => {
    const key = await makeKey(["shares", "read", "read"]);
    expect(key).toMatch(/^daybook_myclik_[0-9a-f]{64}$/);
    const kept = await database.rows("select key_hash, name, abilities from analytics_api_keys");
    expect(kept).toEqual([{ key_hash: hashOf(key), name: "Shop", abilities: ["read", "shares"] }]);
    expect(await open(key, "read")).toMatchObject([
      { opened: { owner: { user_code: "myclik" }, key: { name: "Shop", abilities: ["read", "shares"] } } },
    ]);
    await asOwner(() => database.rows("select analytics_revoke_key('myclik', $1)", [hashOf(key)]));
    await asOwner(() => database.rows("select analytics_revoke_key('myclik', $1)", [hashOf(key)]));
    expect(
      await database.rows("select actor, action, about ->> 'name' as name from analytics_audit order by at"),
    ).toEqual([
      { actor: MEMBER, action: "key_created", name: "Shop" },
      { actor: MEMBER, action: "key_revoked", name: "Shop" },
    ]);
  });

  test("a key that was revoked, has expired, is another's or lacks the ability opens nothing", async () => {
    const key = await makeKey(["events"]);
    await expect(open(key, "read")).rejects.toMatchObject({ code: "42501" });
    await expect(open(`${key}0`)).rejects.toMatchObject({ code: "PT401" });
    await open(key, "events");
    await asOwner(() => database.rows("select analytics_revoke_key('myclik', $1)", [hashOf(key)]));
    await expect(open(key, "events")).rejects.toMatchObject({ code: "PT401" });

    const brief = await makeKey(["read"], new Date(Date.now() + 3_600_000).toISOString());
    await open(brief);
    await database.rows(
      "update analytics_api_keys set expires_at = now() - interval '1 second' where key_hash = $1",
      [hashOf(brief)],
    );
    await expect(open(brief)).rejects.toMatchObject({ code: "PT401" });
    await expect(
      asOwner(() => database.rows("select analytics_revoke_key('myclik', $1)", ["f".repeat(64)])),
    ).rejects.toMatchObject({ code: "PT404" });
  });

  test("a key's last use is written at most once a minute", async () => {
    const key = await makeKey(["read"]);
    const lastUse = async () => (await keys()).find(({ key_hash }) => key_hash === hashOf(key))!.last_used_at;
    expect(await lastUse()).toBeNull();
    await open(key);
    const first = await lastUse();
    expect(first).not.toBeNull();
    await open(key);
    expect(await lastUse()).toBe(first);
    await database.rows(
      "update analytics_api_keys set last_used_at = last_used_at - interval '61 seconds' where key_hash = $1",
      [hashOf(key)],
    );
    const put = await lastUse();
    await open(key);
    expect(await lastUse()).not.toBe(put);
  });

  test("names, abilities and times that are none are refused, and so is the 101st key in force", async () => {
    const make = (name: string | null, abilities: string[], expires: string | null = null) =>
      asOwner(() =>
        database.rows("select analytics_create_key('myclik', $1, $2, $3)", [name, abilities, expires]),
      );
    for (const name of ["", "  ", "x".repeat(121), null]) {
      await expect(make(name, ["read"])).rejects.toMatchObject({ code: "22023" });
    }
    await expect(make("Shop", [])).rejects.toMatchObject({ code: "22023" });
    await expect(make("Shop", ["read", "everything"])).rejects.toMatchObject({ code: "22023" });
    await expect(make("Shop", ["read"], "2020-01-01T00:00:00Z")).rejects.toMatchObject({ code: "22023" });
    await database.rows(
      `insert into analytics_api_keys (user_code, key_hash, name, abilities, created_by, created_at)
       select 'myclik', encode(sha256(convert_to('full ' || n, 'UTF8')), 'hex'), 'Full', '{read}', $1, now()
       from generate_series(1, 100) as g(n)`,
      [MEMBER],
    );
    await expect(make("Shop", ["read"])).rejects.toMatchObject({ code: "22023" });
    await database.rows("delete from analytics_api_keys where name = 'Full'");
  });

  test("a key reads the numbers that members read, and where they come from", async () => {
    const key = await makeKey(["read"]);
    const period = "'2026-02-01', '2026-02-04'";
    const [members] = await asOwner(() =>
      database.rows<{ answer: Record<string, unknown> }>(
        `select analytics_dashboard('myclik', ${period}) as answer`,
      ),
    );
    const [holders] = await as(database, "service_role", null, () =>
      database.rows<{ answer: Record<string, unknown> }>(
        `select analytics_key_dashboard('myclik', $1, ${period}) as answer`,
        [hashOf(key)],
      ),
    );
    const { owner: _, computed_at: __, provenance, days, ...numbers } = holders!.answer;
    expect(members!.answer).toMatchObject(numbers);
    expect((days as { state: string }[]).map(({ state }) => state)).toEqual([
      "empty",
      "closed",
      "live",
      "empty",
    ]);
    expect(provenance).toMatchObject({ live_days: ["2026-02-03"], closed_days: 1, empty_days: 2 });
    const [closed] = await database.rows<{ at: string }>(
      "select to_jsonb(computed_at) as at from analytics_days where date = '2026-02-02'",
    );
    expect(provenance).toMatchObject({ recounted_first: closed!.at, recounted_last: closed!.at });
  });

  test("pages of shares, groups and lists hold every row once", async () => {
    const key = await makeKey(["read"]);
    async function all(call: (after: string | null) => string): Promise<Record<string, string>[]> {
      const rows: Record<string, string>[] = [];
      for (let after: string | null = null; ; ) {
        const [page] = await as(database, "service_role", null, () =>
          database.rows<{ answer: { rows: Record<string, string>[]; next: string | null } }>(
            `select ${call(after)} as answer`,
          ),
        );
        rows.push(...page!.answer.rows);
        after = page!.answer.next;
        if (after === null) return rows;
      }
    }
    const text = (after: string | null) => (after === null ? "null" : `'${after}'`);
    const hash = hashOf(key);
    const shares = await all(
      (after) => `analytics_key_codes('myclik', '${hash}', 'shares', ${text(after)}, 3)`,
    );
    expect(shares.map(({ share_code }) => share_code)).toEqual(["a1", "b2", "c3", "d4"]);
    expect(shares[3]).toMatchObject({ contact: "Dora", group_code: "", archived: false });
    const groups = await all(
      (after) => `analytics_key_codes('myclik', '${hash}', 'groups', ${text(after)}, 1)`,
    );
    expect(groups.map(({ name }) => name)).toEqual(["Business", "Friends"]);
    const contacts = await all(
      (after) =>
        `analytics_key_list('myclik', '${hash}', '2026-02-01', '2026-02-04', null, null, 'contacts', ${text(after)}, 1)`,
    );
    expect(contacts.map(({ share_code }) => share_code)).toEqual(["a1", "b2"]);
  });

  test("a key registers shares and groups as often as it likes, and only changes are noted", async () => {
    const key = await makeKey(["shares"]);
    const register = (call: string) =>
      as(database, "service_role", null, async () => {
        const [row] = await database.rows<{ answer: unknown }>(`select ${call} as answer`);
        return row!.answer;
      });
    const group = `analytics_key_register_group('myclik', '${hashOf(key)}', 'fair', 'Trade fair')`;
    const share = `analytics_key_register_share('myclik', '${hashOf(key)}', 'fair-1', 'Eva', 'fair')`;
    const once = [await register(group), await register(share)];
    expect(once).toMatchObject([
      { group_code: "fair", name: "Trade fair", archived: false },
      { share_code: "fair-1", contact: "Eva", group_code: "fair", archived: false },
    ]);
    expect([await register(group), await register(share)]).toEqual(once);
    expect(
      await database.rows(
        "select action, actor, about from analytics_audit where action like '%registered' order by at",
      ),
    ).toEqual([
      { action: "group_registered", actor: null, about: { group: "fair", key: "Shop" } },
      { action: "share_registered", actor: null, about: { share: "fair-1", key: "Shop" } },
    ]);
    await expect(
      register(`analytics_key_register_share('myclik', '${hashOf(key)}', 'fair-2', null, 'nowhere')`),
    ).rejects.toMatchObject({ code: "23503" });
    await expect(
      register(`analytics_key_register_share('myclik', '${hashOf(key)}', 'no code', null, null)`),
    ).rejects.toMatchObject({ code: "22023" });
  });

  test("an owner's keys go with the owner", async () => {
    await database.rows("select analytics_delete_owner('myclik', '1 minute')");
    expect(await database.rows("select 1 from analytics_api_keys")).toEqual([]);
  });
});

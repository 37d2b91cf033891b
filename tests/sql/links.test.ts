import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Dashboard, dashboard } from "#lib/analytics/dashboard.ts";
import { ownerLinks } from "#lib/links/links.ts";
import { tokenHash } from "#lib/owners/tokens.ts";
import { casesOn, ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER, STRANGER } from "#tests/support/owners.ts";

const OWNER = "myclik";
const DAYS = ["2026-01-05", "2026-01-06", "2026-01-07"] as const;
const NEVER = tokenHash("link", "0".repeat(64));

type Wanted = Partial<
  Record<"group" | "contact" | "from" | "to" | "password_hash" | "expires_at" | "label", string | null> & {
    names: boolean;
    frame_origins: string[];
  }
>;

describe.each(ENGINES)("links for people without an account, on %s", (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await addOwner(database, OWNER);
    const batches = DAYS.flatMap((day, place) =>
      ["", "a1", "b2", "c3", "d4"].map((share, visitor) =>
        visit(OWNER, {
          start: new Date(Date.parse(`${day}T08:00:00Z`) + visitor * 60_000),
          share,
          visitor,
          targets: ["phone"],
          batch: place * 5 + visitor,
        }),
      ),
    );
    await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
    // The last day stays dirty, so that both ways of counting are asked.
    await database.rows("select aggregate_analytics_daily('2026-01-05')");
    await database.rows("select aggregate_analytics_daily('2026-01-06')");
  });
  afterAll(() => database.close());

  const asMember = <T>(work: () => Promise<T>) => as(database, "authenticated", MEMBER, work);

  /** Makes a link as a member. @returns its hash */
  async function link(wanted: Wanted = {}): Promise<string> {
    const { label = "For the agency", names = false, frame_origins = [], ...rest } = wanted;
    const [made] = await asMember(() =>
      database.rows<{ token: string }>(
        "select analytics_create_link($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as token",
        [
          OWNER,
          label,
          rest.group ?? null,
          rest.contact ?? null,
          rest.from ?? null,
          rest.to ?? null,
          names,
          rest.password_hash ?? null,
          rest.expires_at ?? null,
          frame_origins,
        ],
      ),
    );
    return tokenHash("link", made?.token ?? "");
  }

  const asService = <T>(work: () => Promise<T>) => as(database, "service_role", null, work);

  /** What a link answers; a refusal by its code. `asked` are further arguments. */
  async function seen(hash: string, asked = ""): Promise<Dashboard | string | undefined> {
    return asService(() =>
      database
        .rows<{ answer: unknown }>(
          `select analytics_link_dashboard($1, $2${asked && `, ${asked}`}) as answer`,
          [OWNER, hash],
        )
        .then(
          ([row]) => dashboard.parse(row?.answer),
          (error: { code?: string }) => error.code,
        ),
    );
  }

  async function numbers(hash: string, asked = ""): Promise<Dashboard> {
    const answer = await seen(hash, asked);
    if (typeof answer !== "object") throw new Error(`refused: ${answer}`);
    return answer;
  }

  const find = (hash: string) =>
    asService(async () => {
      const [row] = await database.rows<{ found: unknown }>("select analytics_find_link($1, $2) as found", [
        OWNER,
        hash,
      ]);
      return row?.found;
    });
  const listed = () =>
    asMember(async () => {
      const [row] = await database.rows<{ answer: unknown }>("select analytics_owner_links($1) as answer", [
        OWNER,
      ]);
      return ownerLinks.parse(row?.answer);
    });

  test("the whole, a group and a share show what a member sees under the same filter", async () => {
    const range = `'${DAYS[0]}', '${DAYS[2]}'`;
    const member = async (filter: string) => {
      const [row] = await asMember(() =>
        database.rows<{ answer: Dashboard }>(
          `select analytics_dashboard('${OWNER}', ${range}, ${filter}) as answer`,
        ),
      );
      return row?.answer;
    };
    for (const [wanted, filter] of [
      [{}, "null, null"],
      [{ group: "friends" }, "'friends', null"],
      [{ contact: "a1" }, "null, 'a1'"],
    ] as const) {
      const whole = await member(filter);
      const answer = await numbers(await link({ ...wanted, names: true }), range);
      for (const part of ["totals", "days", "targets", "pages", "dimensions", "contacts"] as const) {
        expect({ part, seen: timeless(answer[part]) }).toEqual({ part, seen: timeless(whole?.[part]) });
      }
      expect(answer.owner.role).toBe("viewer");
      const asked = `${range}, null, null, 'none', 50, '[["is", "target", ["phone"]]]'`;
      const filtered = await numbers(await link(wanted), asked);
      expect(filtered.totals.clicks).toBe(answer.totals.clicks);
    }
  });

  test("nothing outside a link's group or share is shown, whatever is asked", async () => {
    const group = await link({ group: "friends", names: true });
    for (const asked of ["'business', null", "'', null", "null, 'c3'", "null, ''", "'no-such', null"]) {
      expect({ asked, code: await seen(group, `null, null, ${asked}`) }).toEqual({ asked, code: "42501" });
    }
    expect((await numbers(group, "null, null, null, 'a1'")).filter.contact).toBe("a1");
    const share = await link({ contact: "a1", names: true });
    for (const asked of ["'friends', null", "null, 'b2'", "null, ''"]) {
      expect({ asked, code: await seen(share, `null, null, ${asked}`) }).toEqual({ asked, code: "42501" });
    }
  });

  test("a link of some days shows no other day, in no period, comparison, course or count of who is there", async () => {
    const hash = await link({ from: DAYS[1], to: DAYS[1], names: true });
    const one = await numbers(hash);
    expect(one.period).toMatchObject({ from: DAYS[1], to: DAYS[1], days: 1 });
    expect(one.options).toMatchObject({ from: DAYS[1], to: DAYS[1] });
    for (const asked of [
      "'2020-01-01', '2030-01-01'",
      "'2026-01-05', '2026-01-05'",
      "null, '2026-01-05'",
      "'2026-01-07', null",
      "'2026-01-07', '2026-01-07', null, null, 'previous'",
    ]) {
      const answer = await numbers(hash, asked);
      expect({ asked, days: answer.days.map(({ date }) => date), previous: answer.previous }).toEqual({
        asked,
        days: [DAYS[1]],
        previous: null,
      });
      expect(answer.totals).toEqual(one.totals);
      expect(answer.owner.first_date).toBe(DAYS[1]);
    }
    const filtered = await numbers(
      hash,
      `null, null, null, null, 'previous', 50, '[["is", "page", ["home"]]]'`,
    );
    expect(filtered.days.map(({ date }) => date)).toEqual([DAYS[1]]);
    expect(filtered.previous).toBeNull();
    const two = await numbers(
      await link({ from: DAYS[0], to: DAYS[1] }),
      `'${DAYS[1]}', '${DAYS[1]}', null, null, 'previous'`,
    );
    expect(two.previous?.from).toBe(DAYS[0]);
    expect(await seen(hash, "'2026-01-07', '2026-01-05'")).toBe("22023");
    await database.rows("select analytics_ingest_events($1)", [
      JSON.stringify({ batches: [visit(OWNER, { start: new Date(), visitor: 9, batch: 99 })] }),
    ]);
    expect((await numbers(hash)).visitors_now).toBe(0);
    expect((await numbers(await link())).visitors_now).toBe(1);
  });

  test("by a link that names nobody no answer contains a contact's name or a share's code", async () => {
    const hostile = fc
      .tuple(
        fc.constantFrom("", "%", '"', "\\", "'", "<b>", "\n", "é", "{}"),
        fc.integer({ min: 1e6, max: 1e7 }),
      )
      .map(([sign, number]) => `N${number}${sign}x`);
    let made = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ name: hostile, group: fc.constantFrom(null, "friends", "business") }), {
          minLength: 1,
          maxLength: 4,
        }),
        async (people) => {
          const owner = `quiet-${++made}`;
          await addOwner(database, owner);
          await database.rows("delete from analytics_shares where user_code = $1", [owner]);
          const shares = people.map((person, place) => ({ ...person, code: `Q${made}z${place}Secret` }));
          for (const { code, group, name } of shares) {
            await database.rows(
              "insert into analytics_shares (user_code, share_code, group_code, contact) values ($1, $2, $3, $4)",
              [owner, code, group, name],
            );
          }
          const batches = shares.flatMap(({ code }, place) =>
            DAYS.map((day, turn) =>
              visit(owner, {
                start: new Date(`${day}T09:00:00Z`),
                share: code,
                visitor: place,
                targets: ["email"],
                batch: place * 3 + turn,
              }),
            ),
          );
          await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
          await database.rows(`select aggregate_analytics_daily('${DAYS[0]}')`);
          for (const limits of [
            ["null", "null", "null", "null"],
            ["'friends'", "null", "null", "null"],
            ["null", `'${shares[0]?.code}'`, "null", "null"],
            ["null", `'${shares[0]?.code}'`, `'${DAYS[0]}'`, `'${DAYS[2]}'`],
          ]) {
            const [row] = await asMember(() =>
              database.rows<{ token: string }>(
                `select analytics_create_link('${owner}', 'x', ${limits.join(", ")}) as token`,
              ),
            );
            const hash = tokenHash("link", row?.token ?? "");
            const filters = [
              "null, null",
              "'', null",
              "'friends', null",
              "null, ''",
              ...shares.map(({ code }) => `null, '${code}'`),
              ...shares.map(({ code }) => `'friends', '${code}'`),
            ];
            for (const filter of filters) {
              for (const more of [
                "'previous', 50",
                "'year', null",
                `'none', 1, '[["is", "target", ["email"]]]'`,
                `'none', 1, '[["is_not", "page", ["work"]], ["is", "contact", [""]]]'`,
                `'none', 1, '[["is_not", "contact", ["${shares[0]?.code}"]]]'`,
              ]) {
                const answer = await asService(() =>
                  database
                    .rows<{ answer: unknown }>(
                      `select analytics_link_dashboard('${owner}', '${hash}', null, null, ${filter}, ${more}) as answer`,
                    )
                    .then(
                      ([found]) => found?.answer,
                      (error: { code?: string; message?: string }) => ({
                        code: error.code,
                        message: error.message,
                      }),
                    ),
                );
                const texts = textsOf(answer);
                for (const { name, code } of shares) {
                  expect(texts.filter((text) => text.includes(name) || text.includes(code))).toEqual([]);
                }
                // A code that is asked for is refused like one that never was.
                if (/'Q/.test(filter)) expect(answer).toMatchObject({ code: "42501" });
              }
            }
          }
        },
      ),
      { numRuns: casesOn(engine, 4), endOnFailure: true },
    );
  });

  test("a revoked, an expired and an unknown link are alike: nothing is found, shown or counted", async () => {
    const revoked = await link();
    expect(await find(revoked)).toMatchObject({ password_hash: null, frame_origins: [] });
    await asMember(() => database.rows("select analytics_revoke_link($1, $2)", [OWNER, revoked]));
    await asMember(() => database.rows("select analytics_revoke_link($1, $2)", [OWNER, revoked]));
    const expired = await link({ expires_at: "2100-01-01T00:00:00Z" });
    expect(await find(expired)).not.toBeNull();
    await database.rows("update analytics_links set expires_at = now() where token_hash = $1", [expired]);
    for (const hash of [revoked, expired, NEVER]) {
      expect(await find(hash)).toBeNull();
      expect(await seen(hash)).toBe("PT404");
      await asService(() =>
        expect(database.rows("select analytics_note_link_open($1, $2)", [OWNER, hash])).rejects.toMatchObject(
          {
            code: "PT404",
          },
        ),
      );
    }
    // Another owner's link is none here.
    await addOwner(database, "other");
    const own = await link();
    await asService(() =>
      expect(database.rows("select analytics_link_dashboard('other', $1)", [own])).rejects.toMatchObject({
        code: "PT404",
      }),
    );
  });

  test("opens are counted by the owner's day, for members to read, and nothing of who it was", async () => {
    const hash = await link({ label: "Counted" });
    for (let time = 0; time < 3; time++) {
      await asService(() => database.rows("select analytics_note_link_open($1, $2)", [OWNER, hash]));
    }
    const { links, today } = await listed();
    const counted = links.find(({ token_hash }) => token_hash === hash);
    expect(counted).toMatchObject({
      label: "Counted",
      opens: 3,
      is_open: true,
      days: [{ date: today, opens: 3 }],
    });
    expect(counted?.last_open_at).not.toBeNull();
    const columns = await database.rows<{ name: string }>(
      `select attname as name from pg_attribute
       where attrelid = 'analytics_link_opens'::regclass and attnum > 0 order by attnum`,
    );
    expect(columns.map(({ name }) => name)).toEqual(["user_code", "token_hash", "date", "opens", "last_at"]);
  });

  test("owners and editors make and revoke links, which the audit log notes without the token", async () => {
    const hash = await link({ label: " Agency ", group: "friends" });
    await asMember(() => database.rows("select analytics_revoke_link($1, $2)", [OWNER, hash]));
    const noted = await database.rows<{ action: string; about: { link: string } }>(
      "select action, about from analytics_audit where user_code = $1 and about ->> 'link' = 'Agency' order by at",
      [OWNER],
    );
    expect(noted.map(({ action }) => action)).toEqual(["link_created", "link_revoked"]);
    expect(noted[0]?.about).toEqual({
      link: "Agency",
      group: "friends",
      names: false,
      password: false,
      origins: [],
    });
    await as(database, "authenticated", STRANGER, async () => {
      for (const call of [
        "analytics_owner_links($1)",
        "analytics_create_link($1, 'x')",
        `analytics_revoke_link($1, '${hash}')`,
      ]) {
        await expect(database.rows(`select ${call}`, [OWNER])).rejects.toMatchObject({ code: "42501" });
      }
    });
    await asMember(() =>
      expect(database.rows("select analytics_revoke_link($1, $2)", [OWNER, NEVER])).rejects.toMatchObject({
        code: "PT404",
      }),
    );
  });

  test("what would be no link, or would break the header that names who may frame it, is refused", async () => {
    for (const wanted of [
      { label: " " },
      { group: "no-such" },
      { contact: "no-such" },
      { group: "friends", contact: "a1" },
      { from: DAYS[0] },
      { from: DAYS[1], to: DAYS[0] },
      { expires_at: "2020-01-01T00:00:00Z" },
      { password_hash: "secret" },
      { frame_origins: ["https://example.com; script-src *"] },
      { frame_origins: ["https://example.com\nhttps://b.example"] },
      { frame_origins: ["https://example.com/"] },
      { frame_origins: ["*"] },
      { frame_origins: ["javascript:"] },
    ] satisfies Wanted[]) {
      await expect(link(wanted), JSON.stringify(wanted)).rejects.toMatchObject({ code: "22023" });
    }
    const hash = await link({ frame_origins: ["https://example.com", "http://localhost:8080"] });
    expect(await find(hash)).toMatchObject({
      frame_origins: ["https://example.com", "http://localhost:8080"],
    });
  });

  test("a demo's dashboard is that of an owner as a whole; of no owner there is none", async () => {
    await asService(async () => {
      const [row] = await database.rows<{ answer: unknown }>(
        "select analytics_demo_dashboard($1) as answer",
        [OWNER],
      );
      expect(dashboard.parse(row?.answer).options).toMatchObject({ whole: true, names: true });
      await expect(database.rows("select analytics_demo_dashboard('nobody')")).rejects.toMatchObject({
        code: "PT404",
      });
    });
  });
});

/** Every text in a JSON value, names of fields too. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => [name, ...textsOf(one)]);
}

/** Without the moments at which open days were computed, and the group of a share, which a link of one share does not tell. */
function timeless(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, one) => (name === "computed_at" || name === "group_code" ? undefined : one)),
  );
}

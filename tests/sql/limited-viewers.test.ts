import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { casesOn, ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { type StoredBatch, visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";

const VIEWER = "00000000-0000-4000-8000-000000000009";
const DAYS = ["2026-01-05", "2026-01-06", "2026-01-07"];
const PERIOD = `'${DAYS[0]}', '${DAYS[2]}'`;
const GROUPS = ["friends", "business"];
const SHARES = ["a1", "b2", "c3", "d4"];
const GROUP_AT_FIRST: Record<string, string> = { a1: "friends", b2: "friends", c3: "business", d4: "" };

/** Conditions beside a filter by group and contact; what names a group or a contact is refused where it lies outside. */
const CONDITIONS = [
  [["is", "page", ["home"]]],
  [
    ["is_not", "country", ["DE"]],
    ["is", "visit", ["returned"]],
  ],
  [["is", "visit", ["new"]]],
  [["is", "group", ["friends", "business"]]],
  [["is_not", "group", ["friends"]]],
  [["is", "contact", ["a1"]]],
  [["is_not", "contact", ["c3", "d4"]]],
  [["is_not", "group", [""]]],
];

type Visit = {
  day: number;
  share: string;
  visitor: number;
  page: string;
  target: string | null;
  country: string;
};
type Step =
  | { kind: "visits"; visits: Visit[] }
  | { kind: "move"; share: string; group: string }
  | { kind: "roll-up" };
type Scopes = { groups: string[]; shares: string[] };

const visits = fc.array(
  fc.record({
    day: fc.nat({ max: DAYS.length - 1 }),
    share: fc.constantFrom("", ...SHARES),
    visitor: fc.integer({ min: 1, max: 4 }),
    page: fc.constantFrom("home", "about"),
    target: fc.constantFrom(null, "phone", "email"),
    country: fc.constantFrom("DE", "FR", ""),
  }),
  { minLength: 1, maxLength: 8 },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: visits.map((list): Step => ({ kind: "visits", visits: list })) },
  {
    weight: 2,
    arbitrary: fc
      .record({ share: fc.constantFrom(...SHARES), group: fc.constantFrom("", ...GROUPS) })
      .map((move): Step => ({ kind: "move", ...move })),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: "roll-up" }) },
);
const scopes: fc.Arbitrary<Scopes> = fc
  .record({ groups: fc.subarray(GROUPS), shares: fc.subarray(SHARES) })
  .filter(({ groups, shares }) => groups.length + shares.length > 0);

/** The group of each share after the moves of a history. */
function groupsAfter(steps: Step[]): Record<string, string> {
  const groups = { ...GROUP_AT_FIRST };
  for (const one of steps) if (one.kind === "move") groups[one.share] = one.group;
  return groups;
}

describe.each(ENGINES)("what a limited viewer sees, on %s", (engine) => {
  let database: TestDatabase;
  let made = 0;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.close());

  /** An owner with that history, and a viewer of these scopes. `keep`: which visits came at all. */
  async function ownerOf(
    steps: Step[],
    { groups, shares }: Scopes,
    keep: (visit: Visit, group: string) => boolean,
  ): Promise<string> {
    const code = `owner-${++made}`;
    await addOwner(database, code);
    await database.rows(
      `insert into analytics_members (user_code, user_id, role, seen_groups, seen_shares)
       values ($1, $2, 'viewer', $3, $4)`,
      [code, VIEWER, groups, shares],
    );
    const groupOf = { ...GROUP_AT_FIRST };
    let minute = 0;
    for (const one of steps) {
      switch (one.kind) {
        case "visits": {
          const batches = one.visits.flatMap((each, batch): StoredBatch[] => {
            const start = new Date(Date.parse(`${DAYS[each.day]}T08:00:00Z`) + ++minute * 60_000);
            return keep(each, groupOf[each.share] ?? "")
              ? [
                  visit(code, {
                    start,
                    batch,
                    pages: [each.page],
                    targets: each.target ? [each.target] : [],
                    share: each.share,
                    visitor: each.visitor,
                    session: { country: each.country },
                  }),
                ]
              : [];
          });
          await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
          break;
        }
        case "move":
          groupOf[one.share] = one.group;
          await database.rows(
            "update analytics_shares set group_code = nullif($3, '') where user_code = $1 and share_code = $2",
            [code, one.share, one.group],
          );
          break;
        case "roll-up":
          await database.rows("select aggregate_analytics_daily()");
          break;
        default:
          one satisfies never;
      }
    }
    return code;
  }

  /** Every answer that shows numbers, groups or shares, for every filter there is; a refusal by its code. */
  async function answers(code: string): Promise<Record<string, unknown>> {
    const filters = [
      "null, null",
      ...["", ...GROUPS].map((group) => `'${group}', null`),
      ...["", ...SHARES].flatMap((share) => [
        `null, '${share}'`,
        ...GROUPS.map((group) => `'${group}', '${share}'`),
      ]),
    ];
    const questions = filters.flatMap((filter, place) => [
      `analytics_dashboard('${code}', ${PERIOD}, ${filter}, 'previous')`,
      // All of them without a filter, and beside each filter one.
      ...CONDITIONS.filter((_, index) => place === 0 || index === place % CONDITIONS.length).map(
        (conditions) =>
          `analytics_dashboard('${code}', ${PERIOD}, ${filter}, 'none', 50, p_filters => '${JSON.stringify(conditions)}')`,
      ),
      ...["contacts", "groups", "targets", "country"].map(
        (list) => `analytics_dashboard_list('${code}', ${PERIOD}, ${filter}, 'none', '${list}', null, 2)`,
      ),
    ]);
    const others = ["", ...SHARES].flatMap((share) => [
      `analytics_contact('${code}', '${share}', ${PERIOD})`,
      `analytics_owner_export('${code}', 'visits', ${PERIOD}, '${share}')`,
      `analytics_owner_export('${code}', 'previews', ${PERIOD}, '${share}')`,
    ]);
    const found: Record<string, unknown> = {};
    await as(database, "authenticated", VIEWER, async () => {
      for (const question of [...questions, ...others, `analytics_owner_shares('${code}')`]) {
        const name = question.replace(`'${code}'`, "owner");
        found[name] = await database.rows<{ answer: unknown }>(`select ${question} as answer`).then(
          ([row]) => plain(row?.answer, code),
          (error: { code?: string }) => error.code,
        );
      }
    });
    return found;
  }

  test("is what an owner would see who had nothing but the visits within the scopes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 7 }), scopes, async (steps, limits) => {
        const now = groupsAfter(steps);
        const isWithin = ({ share }: Visit, group: string) =>
          limits.groups.includes(group) ||
          (share !== "" && (limits.shares.includes(share) || limits.groups.includes(now[share] ?? "")));
        const whole = await answers(await ownerOf(steps, limits, () => true));
        const part = await answers(await ownerOf(steps, limits, isWithin));
        expect(whole).toEqual(part);
      }),
      { numRuns: casesOn(engine, 8), endOnFailure: true },
    );
  }, 300_000);

  test("is nothing of any table, and nothing by what tells of the whole owner", async () => {
    const code = await ownerOf(
      [
        {
          kind: "visits",
          visits: [{ day: 0, share: "a1", visitor: 1, page: "home", target: "phone", country: "DE" }],
        },
      ],
      { groups: ["friends"], shares: [] },
      () => true,
    );
    await database.rows("select aggregate_analytics_daily()");
    const readable = await database.rows<{ name: string }>(
      `select c.relname as name from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
         and has_table_privilege('authenticated', c.oid, 'select')`,
    );
    await as(database, "authenticated", VIEWER, async () => {
      for (const { name } of readable) {
        expect({
          name,
          rows: await database.rows(`select 1 from ${name} where user_code = $1`, [code]),
        }).toEqual({
          name,
          rows: [],
        });
      }
      for (const call of [
        "analytics_owner_settings($1)",
        "analytics_owner_data($1)",
        "analytics_owner_volume($1)",
        "analytics_legacy_comparison($1)",
        ...["data_days", "accounting", "revisions", "verifications"].map(
          (list) => `analytics_owner_export($1, '${list}', null, null, 'a1')`,
        ),
        "analytics_dashboard($1, null, null, 'business')",
        "analytics_dashboard($1, null, null, 'no-such-group')",
        "analytics_contact($1, 'c3')",
        "analytics_contact($1, '')",
        "analytics_create_share($1, 'x9')",
      ]) {
        await expect(database.rows(`select ${call}`, [code]), call).rejects.toMatchObject({ code: "42501" });
      }
    });
  });

  test("begins with what they may see: the first group, else the first share, and no choice of all", async () => {
    const first = async (limits: Scopes) => {
      const code = await ownerOf([], limits, () => true);
      return as(database, "authenticated", VIEWER, async () => {
        const [row] = await database.rows<{ answer: { filter: unknown; options: { whole: boolean } } }>(
          "select analytics_dashboard($1) as answer",
          [code],
        );
        return [row?.answer.filter, row?.answer.options.whole];
      });
    };
    expect(await first({ groups: ["business", "friends"], shares: ["d4"] })).toEqual([
      { scope: "group", group: "business", contact: null, filters: [], gone_days: 0 },
      false,
    ]);
    expect(await first({ groups: [], shares: ["d4"] })).toEqual([
      { scope: "contact", group: null, contact: "d4", filters: [], gone_days: 0 },
      false,
    ]);
  });

  test("can only be set for viewers, and only to something", async () => {
    const code = await ownerOf([], { groups: ["friends"], shares: [] }, () => true);
    for (const [role, groups, shares] of [
      ["owner", "{friends}", "{}"],
      ["editor", "{}", "{a1}"],
      ["viewer", "{}", "{}"],
      ["viewer", null, "{a1}"],
      ["viewer", "{friends,null}", "{}"],
    ]) {
      await expect(
        database.rows(
          "update analytics_members set role = $3, seen_groups = $4, seen_shares = $5 where user_code = $1 and user_id = $2",
          [code, MEMBER, role, groups, shares],
        ),
      ).rejects.toMatchObject({ code: "23514" });
    }
  });
});

/** Without what names the owner, the moment, and how a day was counted, which is no number of anybody's. */
function plain(answer: unknown, code: string): unknown {
  const omitted = new Set([
    "computed_at",
    "state",
    "first_date",
    "created_at",
    "session_id",
    "visit",
    "started_at_ms",
  ]);
  return JSON.parse(
    JSON.stringify(answer, (key, value) => (omitted.has(key) ? undefined : value)).replaceAll(code, "owner"),
  );
}

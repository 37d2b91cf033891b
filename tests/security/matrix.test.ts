import { afterAll, beforeAll, expect, test } from "vitest";
import { tokenHash } from "#lib/owners/tokens.ts";
import { openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER, STRANGER } from "#tests/support/owners.ts";

const VIEWER = "00000000-0000-4000-8000-000000000003";
const EDITOR = "00000000-0000-4000-8000-000000000004";
const LIMITED = "00000000-0000-4000-8000-000000000005";
const ROLES = {
  nobody: ["anon", null],
  stranger: ["authenticated", STRANGER],
  limited: ["authenticated", LIMITED],
  viewer: ["authenticated", VIEWER],
  editor: ["authenticated", EDITOR],
  owner: ["authenticated", MEMBER],
  service: ["service_role", null],
} as const;
type Role = keyof typeof ROLES;
const MEMBERS_AND_OTHERS = ["nobody", "stranger", "limited", "viewer", "editor", "owner"] as const;

/** Who reads a table: members the rows of their owner (limited viewers none) and service all; service alone; or no API role at all. */
type TableRule = "members" | "service" | "no one";
const TABLES: Record<string, TableRule> = {
  analytics_owners: "members",
  analytics_owner_time_zones: "members",
  analytics_members: "members",
  analytics_groups: "members",
  analytics_shares: "members",
  analytics_events: "service",
  analytics_visitor_salts: "no one",
  analytics_summary: "service",
  analytics_health: "service",
  analytics_table_sizes: "service",
  analytics_days: "members",
  analytics_share_previews: "members",
  analytics_annotations: "members",
  analytics_audit: "service",
  analytics_ingest_outages: "service",
  analytics_member_looks: "service",
  analytics_operator_log: "service",
  analytics_deletions: "service",
  analytics_links: "service",
  analytics_segments: "service",
  analytics_link_opens: "service",
  analytics_cards: "service",
  analytics_card_pictures: "service",
  analytics_invitations: "service",
  analytics_erasures: "service",
  analytics_api_keys: "service",
  analytics_daily_revisions: "members",
  analytics_verifications: "members",
  analytics_legacy_comparisons: "members",
};
/** Tables by their kind, so that a partition or a daily table need not be named one by one. */
function ruleOf(table: string): TableRule | undefined {
  if (TABLES[table]) return TABLES[table];
  if (/^analytics_daily_\w+$/.test(table)) return "members";
  if (/^analytics_(sessions|page_views|clicks)(_default|_\d{4}_\d{2})?$/.test(table)) return "service";
  if (/^analytics_(dirty_days|ingest_log|import\w*|legacy\w*)$/.test(table)) return "service";
  return undefined;
}

/**
 * Who may call a function that members have: an owner's function from `limited` (a viewer of the group `friends` alone),
 * `viewer`, `editor` or `owner` upwards.
 */
type FunctionRule = "limited" | "viewer" | "editor" | "owner" | "signed in";
const RANKS: Record<FunctionRule, Role[]> = {
  "signed in": ["stranger", "limited", "viewer", "editor", "owner"],
  limited: ["limited", "viewer", "editor", "owner"],
  viewer: ["viewer", "editor", "owner"],
  editor: ["editor", "owner"],
  owner: ["owner"],
};
const DAY = "2026-01-05";
const HASH = "a".repeat(64);
const NO_ONE = "00000000-0000-4000-8000-0000000000ff";
/** `fault`: what whoever may call it gets with these parameters, for what would change who the roles are. */
const FUNCTIONS: Record<string, [rule: FunctionRule, parameters: string, fault?: string]> = {
  analytics_member_cards: [
    "signed in",
    "(select jsonb_object_agg((current_date + d)::text, '{}'::jsonb) from generate_series(-1, 2) as d)",
  ],
  analytics_caller: ["signed in", ""],
  analytics_member_codes: ["signed in", ""],
  analytics_member_owners: ["signed in", ""],
  analytics_member_role: ["signed in", "'myclik'"],
  analytics_create_owner: ["signed in", "'new-' || substr(md5(random()::text), 1, 8), 'New'"],
  analytics_dashboard: ["limited", "'myclik'"],
  analytics_contact: ["limited", "'myclik', 'a1'"],
  analytics_legacy_comparison: ["viewer", "'myclik'"],
  analytics_owner_shares: ["limited", "'myclik'"],
  analytics_owner_settings: ["viewer", "'myclik'"],
  analytics_owner_data: ["viewer", "'myclik'"],
  analytics_owner_volume: ["viewer", "'myclik'"],
  analytics_journeys: ["limited", "'myclik'"],
  analytics_dashboard_list: ["limited", "'myclik', null, null, null, null, 'none', 'pages'"],
  analytics_owner_export: ["limited", "'myclik', 'visits', null, null, 'a1'"],
  analytics_set_owner_time_zone: ["editor", "'myclik', 'UTC'"],
  analytics_save_group: ["editor", "'myclik', 'club', 'Club'"],
  analytics_archive_group: ["editor", "'myclik', 'friends', false"],
  analytics_create_share: ["editor", "'myclik', 's-' || substr(md5(random()::text), 1, 8)"],
  analytics_change_share: ["editor", "'myclik', 'a1', 'Ana', 'friends'"],
  analytics_archive_share: ["editor", "'myclik', 'a1', false"],
  analytics_import_shares: ["editor", "'myclik', '[]', '[]'"],
  analytics_save_segment: ["editor", `'myclik', 'Germany', '[["is", "country", ["DE"]]]'`],
  analytics_delete_segment: ["editor", "'myclik', 'Nowhere'", "PT404"],
  analytics_set_owner_card: ["editor", "'myclik', 'Mine', null"],
  analytics_owner_card: ["viewer", "'myclik'"],
  analytics_save_card: ["editor", "'myclik', 'Mine', '{}'"],
  analytics_set_owner_allowed_origins: ["editor", "'myclik', '{}'"],
  analytics_exclude_owner_address: ["editor", `'myclik', '${HASH}', true`],
  analytics_clear_owner_exclusions: ["editor", "'myclik'"],
  analytics_rebuild_owner_day: ["editor", `'myclik', '${DAY}'`],
  analytics_set_owner_retention: ["owner", "'myclik', null"],
  analytics_live: ["limited", "'myclik', 'friends'"],
  analytics_dismiss_news: ["limited", "'myclik'"],
  analytics_save_annotation: ["editor", `'myclik', null, '${DAY}', 'A fair'`],
  analytics_delete_annotation: ["editor", `'myclik', '${NO_ONE}'`, "PT404"],
  analytics_owner_links: ["editor", "'myclik'"],
  analytics_create_link: ["editor", "'myclik', 'For the matrix'"],
  analytics_revoke_link: ["editor", `'myclik', '${HASH}'`],
  analytics_note_export: ["limited", "'myclik', 'days', 'csv'"],
  analytics_owner_people: ["owner", "'myclik'"],
  analytics_owner_audit: ["owner", "'myclik'"],
  analytics_invite_member: ["owner", "'myclik', 'viewer'"],
  analytics_withdraw_invitation: ["owner", `'myclik', '${HASH}'`, "PT404"],
  analytics_accept_invitation: ["signed in", "'nobody-there', 'no-token'", "PT404"],
  analytics_change_member: ["owner", `'myclik', '${NO_ONE}', 'viewer'`, "PT404"],
  analytics_remove_member: ["owner", `'myclik', '${NO_ONE}'`, "PT404"],
  analytics_own_account: ["signed in", ""],
  // Without Supabase Auth's table of sessions there is none to end.
  analytics_end_own_session: ["signed in", `'${NO_ONE}'`, "0A000"],
  analytics_begin_erasure: ["owner", `'myclik', null, '2020-01-01', '2020-01-01'`],
  analytics_continue_erasure: ["owner", `'myclik', '${NO_ONE}'`, "PT404"],
  analytics_leave_owner: ["limited", "'left'"],
  analytics_hand_over_owner: ["owner", `'myclik', '${NO_ONE}'`, "PT404"],
  analytics_begin_deletion: ["owner", "'doomed'"],
  analytics_continue_deletion: ["signed in", "'nobody-there'"],
  analytics_create_key: ["owner", "'myclik', 'Shop', '{read}'"],
  analytics_owner_keys: ["owner", "'myclik'"],
  analytics_revoke_key: ["owner", `'myclik', '${tokenHash("key", "spent")}'`],
  // The last one: whoever calls it has left.
  analytics_leave_all_owners: ["signed in", ""],
};

/** What the holder of a key may ask: `any` key of the owner in force, or those of one ability. Called as service_role only. */
const KEY_ABILITIES = ["read", "shares", "events"] as const;
const KEY_FUNCTIONS: Record<string, [rule: (typeof KEY_ABILITIES)[number] | "any", parameters: string]> = {
  analytics_open_key: ["any", ""],
  analytics_key_dashboard: ["read", ""],
  analytics_key_list: ["read", ", null, null, null, null, 'pages'"],
  analytics_key_journeys: ["read", ""],
  analytics_key_codes: ["read", ", 'shares'"],
  analytics_key_register_share: ["shares", ", 'a1', 'Ana', 'friends'"],
  analytics_key_register_group: ["shares", ", 'friends', 'Friends'"],
};

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase("PGlite");
  await addOwner(database, "myclik");
  await addOwner(database, "other");
  await database.run(`
    delete from analytics_members where user_code = 'other';
    insert into analytics_members (user_code, user_id, role) values ('myclik', '${VIEWER}', 'viewer');
    insert into analytics_members (user_code, user_id, role) values ('myclik', '${EDITOR}', 'editor');
    insert into analytics_members (user_code, user_id, role, seen_groups, seen_shares)
    values ('myclik', '${LIMITED}', 'viewer', '{friends}', '{}');
    insert into analytics_members (user_code, user_id, role) values ('other', '${STRANGER}', 'owner');
    -- What a role may do once: it is gone then.
    insert into analytics_owners (user_code, name) values ('left', 'Left'), ('doomed', 'Doomed');
    insert into analytics_members (user_code, user_id, role, seen_groups, seen_shares)
    select o.user_code, m.user_id, m.role, m.seen_groups, m.seen_shares
    from analytics_members m cross join unnest(array['left', 'doomed']) as o(user_code)
    where m.user_code = 'myclik';
    insert into analytics_members (user_code, user_id, role) values ('left', '${NO_ONE}', 'owner');
    insert into analytics_links (user_code, token_hash, label, names) values ('myclik', '${HASH}', 'A link', false);
  `);
  const batches = ["myclik", "other"].map((owner, batch) =>
    visit(owner, { start: new Date(`${DAY}T10:00:00Z`), share: "a1", targets: ["phone"], batch }),
  );
  await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
  await database.rows("select aggregate_analytics_daily()");
  const keys = [
    ...[...KEY_ABILITIES, "spent"].map((key) => ["myclik", key, key === "spent" ? "read" : key]),
    ...KEY_ABILITIES.map((ability) => ["other", `other ${ability}`, ability]),
  ];
  for (const [owner, key, ability] of keys) {
    await database.rows(
      `insert into analytics_api_keys (user_code, key_hash, name, abilities, created_by, created_at)
       values ($1, $2, 'Key', array[$3], $4, now())`,
      [owner, tokenHash("key", key!), ability, MEMBER],
    );
  }
});
afterAll(() => database.close());

const attempt = (role: Role, sql: string) =>
  as(database, ROLES[role][0], ROLES[role][1], () =>
    database.rows<{ user_code?: string }>(sql).catch((error: { code?: string }) => error.code ?? "failed"),
  );

test("every table and view has a rule, and each role sees what the rule says", async () => {
  const tables = await database.rows<{ name: string }>(
    `select c.relname as name from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') order by 1`,
  );
  expect(tables.map(({ name }) => name).filter((name) => !ruleOf(name))).toEqual([]);
  for (const { name } of tables) {
    const rule = ruleOf(name);
    for (const role of Object.keys(ROLES) as Role[]) {
      const seen = await attempt(role, `select * from ${name}`);
      const isReadable = rule === "members" ? role !== "nobody" : rule === "service" && role === "service";
      expect({ name, role, readable: Array.isArray(seen) }).toEqual({ name, role, readable: isReadable });
      if (!Array.isArray(seen) || role === "service") continue;
      const owners = new Set(seen.map((row) => row.user_code));
      for (const own of role === "stranger" ? ["other"] : ["myclik", "left", "doomed"]) {
        if (role !== "limited") owners.delete(own);
      }
      expect({ name, role, others: [...owners] }).toEqual({ name, role, others: [] });
    }
  }
});

test("no role but service writes a table", async () => {
  const tables = await database.rows<{ name: string }>(
    `select c.relname as name from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`,
  );
  for (const { name } of tables) {
    for (const role of MEMBERS_AND_OTHERS) {
      expect({ name, role, code: await attempt(role, `delete from ${name}`) }).toEqual({
        name,
        role,
        code: "42501",
      });
    }
  }
});

test("every function that members have has a rule, and whoever is below it gets 42501", async () => {
  const callable = await database.rows<{ name: string }>(
    `select distinct p.proname as name from pg_proc p
     where p.pronamespace = 'public'::regnamespace and has_function_privilege('authenticated', p.oid, 'execute')
     order by 1`,
  );
  expect(callable.map(({ name }) => name)).toEqual(Object.keys(FUNCTIONS).sort());
  for (const [name, [rule, parameters, fault]] of Object.entries(FUNCTIONS)) {
    for (const role of MEMBERS_AND_OTHERS) {
      const answer = await attempt(role, `select ${name}(${parameters})`);
      const isAllowed = RANKS[rule].includes(role);
      expect({
        name,
        role,
        refused: answer === "42501",
        fault: Array.isArray(answer) ? null : answer,
      }).toEqual({
        name,
        role,
        refused: !isAllowed,
        fault: isAllowed ? (fault ?? null) : "42501",
      });
    }
  }
});

test("every function that is asked with a key has a rule, and a key opens what its ability says, of its owner only", async () => {
  const asked = await database.rows<{ name: string }>(
    `select p.proname as name from pg_proc p
     where p.pronamespace = 'public'::regnamespace and 'p_key_hash' = any (p.proargnames)
       and has_function_privilege('service_role', p.oid, 'execute')
     order by 1`,
  );
  expect(asked.map(({ name }) => name)).toEqual(Object.keys(KEY_FUNCTIONS).sort());
  for (const [name, [rule, parameters]] of Object.entries(KEY_FUNCTIONS)) {
    for (const key of [...KEY_ABILITIES, "spent", "other read", "other shares", "unknown"] as const) {
      const answer = await attempt(
        "service",
        `select ${name}('myclik', '${tokenHash("key", key)}'${parameters})`,
      );
      const isOwners = (KEY_ABILITIES as readonly string[]).includes(key);
      const wanted = !isOwners ? "PT401" : rule === "any" || rule === key ? null : "42501";
      expect({ name, key, fault: Array.isArray(answer) ? null : answer }).toEqual({
        name,
        key,
        fault: wanted,
      });
    }
    for (const role of ["nobody", "stranger", "viewer", "editor", "owner"] as const) {
      const answer = await attempt(
        role,
        `select ${name}('myclik', '${tokenHash("key", "read")}'${parameters})`,
      );
      expect({ name, role, answer }).toEqual({ name, role, answer: "42501" });
    }
  }
});

test("nobody can call anything", async () => {
  expect(
    await database.rows(
      `select p.oid::regprocedure::text as call from pg_proc p
       where p.pronamespace = 'public'::regnamespace and has_function_privilege('anon', p.oid, 'execute')`,
    ),
  ).toEqual([]);
});

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER, STRANGER } from "#tests/support/owners.ts";

/** What each role may do, by the catalog: a new table or function without a rule here fails the test. */
const READABLE_BY_MEMBERS = [
  "analytics_annotations",
  "analytics_daily_breakdowns",
  "analytics_daily_click_targets",
  "analytics_daily_contact_stats",
  "analytics_daily_dimension_stats",
  "analytics_daily_group_stats",
  "analytics_daily_ingest_stats",
  "analytics_daily_page_stats",
  "analytics_daily_revisions",
  "analytics_daily_scope_pages",
  "analytics_daily_scope_targets",
  "analytics_daily_user_stats",
  "analytics_days",
  "analytics_groups",
  "analytics_legacy_comparisons",
  "analytics_members",
  "analytics_owner_time_zones",
  "analytics_owners",
  "analytics_share_previews",
  "analytics_shares",
  "analytics_verifications",
];
const CALLABLE_BY_MEMBERS = [
  "analytics_accept_invitation",
  "analytics_archive_group",
  "analytics_archive_share",
  "analytics_begin_deletion",
  "analytics_begin_erasure",
  "analytics_caller",
  "analytics_change_member",
  "analytics_change_share",
  "analytics_clear_owner_exclusions",
  "analytics_contact",
  "analytics_continue_deletion",
  "analytics_continue_erasure",
  "analytics_create_key",
  "analytics_create_link",
  "analytics_create_owner",
  "analytics_create_share",
  "analytics_dashboard",
  "analytics_dashboard_list",
  "analytics_delete_annotation",
  "analytics_delete_segment",
  "analytics_dismiss_news",
  "analytics_end_own_session",
  "analytics_exclude_owner_address",
  "analytics_hand_over_owner",
  "analytics_import_shares",
  "analytics_invite_member",
  "analytics_journeys",
  "analytics_leave_all_owners",
  "analytics_leave_owner",
  "analytics_legacy_comparison",
  "analytics_live",
  "analytics_member_cards",
  "analytics_member_codes",
  "analytics_member_owners",
  "analytics_member_role",
  "analytics_note_export",
  "analytics_own_account",
  "analytics_owner_audit",
  "analytics_owner_card",
  "analytics_owner_data",
  "analytics_owner_export",
  "analytics_owner_keys",
  "analytics_owner_links",
  "analytics_owner_people",
  "analytics_owner_settings",
  "analytics_owner_shares",
  "analytics_owner_volume",
  "analytics_rebuild_owner_day",
  "analytics_remove_member",
  "analytics_revoke_key",
  "analytics_revoke_link",
  "analytics_save_annotation",
  "analytics_save_card",
  "analytics_save_group",
  "analytics_save_segment",
  "analytics_set_owner_allowed_origins",
  "analytics_set_owner_card",
  "analytics_set_owner_retention",
  "analytics_set_owner_time_zone",
  "analytics_withdraw_invitation",
];
const CALLABLE_BY_SERVICE = [
  "aggregate_analytics_daily",
  "analytics_apply_retention",
  "analytics_archive_legacy_events",
  "analytics_card_picture",
  "analytics_check_legacy_table",
  "analytics_claim_owner",
  "analytics_compare_legacy_metrics",
  "analytics_doctor",
  "analytics_doctor_data",
  "analytics_erase_visit",
  "analytics_finish_legacy_import",
  "analytics_import_legacy_events",
  "analytics_import_legacy_step",
  "analytics_ingest_events",
  "analytics_ingest_events_with_legacy",
  "analytics_ingest_owner",
  "analytics_is_watched",
  "analytics_key_codes",
  "analytics_key_dashboard",
  "analytics_key_journeys",
  "analytics_key_list",
  "analytics_key_register_group",
  "analytics_key_register_share",
  "analytics_legacy_import_report",
  "analytics_open_key",
  "analytics_plan_legacy_import",
  "analytics_preview_legacy_import",
  "analytics_rebuild_set_aside",
  "analytics_demo_dashboard",
  "analytics_find_link",
  "analytics_find_card",
  "analytics_find_share",
  "analytics_finish_deletions",
  "analytics_link_dashboard",
  "analytics_note_link_open",
  "analytics_note_outage",
  "analytics_read_invitation",
  "analytics_record_share_preview",
  "analytics_restore_legacy_events",
  "analytics_set_legacy_mapping",
  "analytics_start_dual_write",
  "analytics_unclaimed_owners",
  "analytics_undo_legacy_import",
  "analytics_visit_receipt",
  "analytics_visitor_salt",
  "backfill_aggregates",
  "cleanup_old_raw_events",
];

describe.each(ENGINES)("owners are walls on %s", (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await addOwner(database, "myclik");
    await database.rows("select analytics_ingest_events($1)", [
      JSON.stringify({
        batches: [
          visit("myclik", { start: new Date("2026-01-05T10:00:00Z"), share: "a1", targets: ["phone"] }),
        ],
      }),
    ]);
    await database.rows("select aggregate_analytics_daily()");
  });
  afterAll(() => database.close());

  const relations = async (privilege: string, role: string) =>
    (
      await database.rows<{ name: string }>(
        `select c.relname as name
         from pg_class c
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
           and has_table_privilege($2, c.oid, $1)
         order by 1`,
        [privilege, role],
      )
    ).map((row) => row.name);
  const functions = async (role: string) =>
    (
      await database.rows<{ name: string }>(
        `select distinct p.proname as name
         from pg_proc p
         where p.pronamespace = 'public'::regnamespace and has_function_privilege($1, p.oid, 'execute')
         order by 1`,
        [role],
      )
    ).map((row) => row.name);

  test("anon can read, write and call nothing", async () => {
    for (const privilege of ["select", "insert", "update", "delete", "truncate"]) {
      expect(await relations(privilege, "anon")).toEqual([]);
    }
    expect(await functions("anon")).toEqual([]);
  });

  test("a signed-in person can read the tables of owners and daily numbers, and write none", async () => {
    expect(await relations("select", "authenticated")).toEqual(READABLE_BY_MEMBERS);
    for (const privilege of ["insert", "update", "delete", "truncate"]) {
      expect(await relations(privilege, "authenticated")).toEqual([]);
    }
    expect(await functions("authenticated")).toEqual(CALLABLE_BY_MEMBERS);
  });

  test("service_role can call what ingest and the nightly run need", async () => {
    expect(await functions("service_role")).toEqual(expect.arrayContaining(CALLABLE_BY_SERVICE));
  });

  test("no role of the API can look into the schema daybook or call what lies in it", async () => {
    expect(
      await database.rows(
        `select r.role
         from unnest(array['anon', 'authenticated', 'service_role']) as r(role)
         where has_schema_privilege(r.role, 'daybook', 'usage')`,
      ),
    ).toEqual([]);
    expect(
      await database.rows(
        `select p.proname
         from pg_proc p
         where p.pronamespace = 'daybook'::regnamespace and has_function_privilege('anon', p.oid, 'execute')`,
      ),
    ).toEqual([]);
  });

  test("every table and partition has row level security", async () => {
    expect(
      await database.rows(
        `select relname from pg_class
         where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relrowsecurity`,
      ),
    ).toEqual([]);
  });

  test("every function fixes its search path", async () => {
    expect(
      await database.rows(
        `select proname from pg_proc
         where pronamespace in ('public'::regnamespace, 'daybook'::regnamespace)
           and prokind = 'f'
           and not coalesce(array_to_string(proconfig, ','), '') like '%search_path=%'`,
      ),
    ).toEqual([]);
  });

  test("a member reads every table of the owner; a stranger reads the same tables and finds no row", async () => {
    const rowsOf = (userId: string) =>
      as(database, "authenticated", userId, async () => {
        const counts: Record<string, number> = {};
        for (const table of READABLE_BY_MEMBERS) {
          const [row] = await database.rows<{ rows: number }>(`select count(*) as rows from ${table}`);
          counts[table] = row!.rows;
        }
        return counts;
      });
    const members = await rowsOf(MEMBER);
    expect(members).toMatchObject({
      analytics_owners: 1,
      analytics_shares: 4,
      analytics_daily_user_stats: 1,
      analytics_days: 1,
    });
    expect(Object.values(await rowsOf(STRANGER))).toEqual(READABLE_BY_MEMBERS.map(() => 0));
  });

  test("the dashboard and the time zone of an owner are refused to strangers and to nobody with 42501", async () => {
    for (const userId of [STRANGER, null]) {
      await as(database, "authenticated", userId, async () => {
        await expect(database.rows("select analytics_dashboard('myclik')")).rejects.toMatchObject({
          code: "42501",
        });
        await expect(
          database.rows("select analytics_set_owner_time_zone('myclik', 'UTC')"),
        ).rejects.toMatchObject({
          code: "42501",
        });
      });
    }
  });

  test("an owner code is made once, by a signed-in person, and only when it is valid", async () => {
    const create = (code: string | null, zone = "Europe/Berlin") =>
      database.rows("select analytics_create_owner($1, 'Name', $2)", [code, zone]);
    await as(database, "authenticated", null, async () => {
      await expect(create("fresh")).rejects.toMatchObject({ code: "42501" });
    });
    await as(database, "authenticated", STRANGER, async () => {
      await create("fresh");
      await expect(create("fresh")).rejects.toMatchObject({ code: "23505" });
      for (const code of ["", "Upper", "-dash", "a b", "x".repeat(41), null]) {
        await expect(create(code)).rejects.toMatchObject({ code: "22023" });
      }
      await expect(create("zoned", "Mars/Olympus")).rejects.toMatchObject({ code: "22023" });
      const [answer] = await database.rows<{ role: string }>("select analytics_member_role('fresh') as role");
      expect(answer?.role).toBe("owner");
    });
  });
});

import { DAY_MS } from "#lib/contract.ts";
import { tokenHash } from "#lib/owners/tokens.ts";
import type { Side } from "#tests/citus/databases-pair.ts";
import { type StoredBatch, visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER, STRANGER } from "#tests/support/owners.ts";

const VIEWER = "00000000-0000-4000-8000-000000000003";
const EDITOR = "00000000-0000-4000-8000-000000000004";
const PEOPLE = [MEMBER, STRANGER, VIEWER, EDITOR];
const NOW = Date.now();
const HOUR_MS = 3_600_000;

/** Owners in zones that never agree on the date, and enough small ones that nights count them together. */
const ZONES: Record<string, string> = {
  myclik: "UTC",
  berlin: "Europe/Berlin",
  pago: "Pacific/Pago_Pago",
  ...Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`small${n}`, "UTC"])),
};
const OWNERS = Object.keys(ZONES);

const aVisit = (
  owner: string,
  hoursAgo: number,
  visitor: number,
  more: Partial<Parameters<typeof visit>[1]> = {},
) =>
  visit(owner, {
    start: new Date(NOW - hoursAgo * HOUR_MS),
    visitor,
    share: ["a1", "b2", "c3", "", "made up"][visitor % 5],
    pages: ["home", "work", "about"].slice(visitor % 3),
    targets: ["phone", "custom:shop"].slice(visitor % 2),
    sites: { "custom:shop": "shop.example" },
    session: {
      country: ["DE", "US"][visitor % 2]!,
      device: "mobile",
      referrer: "example.com",
      language: "de",
    },
    ...more,
  });

/** What both databases are filled with before one is distributed, and what comes then. The ids are the same on both. */
const BEFORE = OWNERS.flatMap((owner, place) =>
  Array.from({ length: 12 }, (_, n) => aVisit(owner, 50 + 24 * n + place, n + place)),
);
const OLD = OWNERS.map((owner) => aVisit(owner, 24 * 60, 3));
const AFTER = OWNERS.flatMap((owner, place) => [
  ...Array.from({ length: 10 }, (_, n) => aVisit(owner, 1 + 9 * n, n + place)),
  // One that goes on after midnight, and one that an owner has much of.
  aVisit(owner, 30, 7, { stepMs: 5 * HOUR_MS }),
]);
const LATE = OWNERS.map((owner) => aVisit(owner, 60, 900));
const BIG = aVisit("myclik", 26, 77, { pages: Array.from({ length: 600 }, (_, n) => `page ${n}`) });
const HERE = aVisit("myclik", 0.05, 21);
const KEPT = aVisit("berlin", 3, 11);
const ERASED = aVisit("berlin", 28, 12);
export const SENT = [...BEFORE, ...OLD, ...AFTER, ...LATE, BIG, HERE, KEPT, ERASED];

const day = (daysAgo: number) => new Date(NOW - daysAgo * DAY_MS).toISOString().slice(0, 10);
const HASH = "b".repeat(64);
const FROM_GERMANY = JSON.stringify([["is", "country", ["DE"]]]);

/** What was asked, and what came of it: the answer, or the code of the error. */
export type Told = { who: string; sql: string; answer?: unknown; error?: string };

/** Asks one database, in the order of the calls, and keeps what it answered. */
class Teller {
  readonly told: Told[] = [];
  readonly #side: Side;

  constructor(side: Side) {
    this.#side = side;
  }

  /** As the app or an operator: service_role. */
  service = <Answer>(call: string, ...parameters: unknown[]) =>
    this.#ask<Answer>("service_role", null, call, parameters);

  /** As a signed-in member. */
  member = <Answer>(userId: string, call: string, ...parameters: unknown[]) =>
    this.#ask<Answer>("authenticated", userId, call, parameters);

  /** As who owns the database. */
  owner = async <Answer>(sql: string, ...parameters: unknown[]) =>
    this.#keep<Answer>("postgres", sql, parameters);

  async #ask<Answer>(
    role: "service_role" | "authenticated",
    userId: string | null,
    call: string,
    parameters: unknown[],
  ) {
    return as(
      this.#side,
      role,
      userId,
      () => this.#keep<Answer>(userId ?? role, `select ${call} as answer`, parameters),
      userId ?? undefined,
    );
  }

  async #keep<Answer>(who: string, sql: string, parameters: unknown[]): Promise<Answer> {
    try {
      const rows = await this.#side.rows<{ answer: Answer }>(sql, parameters);
      const answer = rows.map((row) => row.answer);
      this.told.push({ who, sql, answer: rows.length === 1 ? answer[0] : rows });
      return answer[0]!;
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      this.told.push({ who, sql, error: `${code}: ${message}` });
      return undefined as Answer;
    }
  }
}

const ingest = (teller: Teller, batches: StoredBatch[]) =>
  teller.service(
    "analytics_ingest_events($1)",
    JSON.stringify({ batches: batches.map((batch, place) => ({ ...batch, batch: place })) }),
  );

/** Users of Auth, owners, old rows imported from the former system, and days of which some are rolled up. */
export async function fill(side: Side): Promise<Told[]> {
  const teller = new Teller(side);
  await side.run(`
    create table auth.users (id uuid primary key, email text, created_at timestamptz default now());
    create table auth.sessions (id uuid primary key, user_id uuid, created_at timestamptz default now(), updated_at timestamptz, not_after timestamptz, user_agent text);
    grant select on auth.users, auth.sessions to postgres;
    ${PEOPLE.map((id, n) => `insert into auth.users (id, email) values ('${id}', 'person${n}@example.com'); insert into auth.sessions (id, user_id) values ('${id}', '${id}');`).join("\n")}
  `);
  for (const [owner, zone] of Object.entries(ZONES)) await addOwner(side, owner, zone);
  await side.rows(
    `insert into analytics_events (id, user_code, event_type, event_data, created_at)
     select md5('old ' || n)::uuid, 'myclik', case n % 3 when 0 then 'click' else 'page_view' end,
       jsonb_build_object('sessionId', 's' || n / 4, 'page', 'home', 'target', 'phone', 'share', 'a1'),
       now() - interval '40 days' + n * interval '20 minutes'
     from generate_series(1, 200) as n`,
  );
  await teller.service("analytics_import_legacy_events($1::date, $2::date)", day(41), day(30));
  await ingest(teller, BEFORE);
  await ingest(teller, OLD);
  await teller.service("aggregate_analytics_daily()");
  return teller.told;
}

/** Every function that somebody may call, as members, as the app and as the nightly run, in an order in which each finds something to do. */
export async function everything(side: Side): Promise<Told[]> {
  const teller = new Teller(side);
  const { service, member, owner } = teller;
  const dashboards = async (code: string, userId = MEMBER) => {
    await member(userId, `analytics_dashboard($1)`, code);
    await member(userId, `analytics_dashboard($1, $2, $3, null, null, 'previous')`, code, day(6), day(0));
    await member(userId, `analytics_dashboard($1, $2, $2, 'friends', null, 'year')`, code, day(1));
    await member(userId, `analytics_dashboard($1, $2, $3, null, 'a1', 'year', 2)`, code, day(60), day(0));
    await member(
      userId,
      `analytics_row($1, $2, $3, null, null, 'previous', 50, 'page', 'home')`,
      code,
      day(20),
      day(0),
    );
  };

  // What comes in.
  await service("analytics_ingest_owner($1)", "myclik");
  await service("analytics_visitor_salt($1) is not null", day(0));
  await ingest(teller, AFTER);
  await ingest(teller, [
    ...AFTER.slice(0, 20),
    KEPT,
    ERASED,
    BIG,
    { ...KEPT, page_views: [], clicks: [], filtered: { bot: 2 }, rejected: { too_old: 1 } },
  ]);
  await ingest(teller, [aVisit("nobody", 1, 1)]);
  await ingest(teller, [
    { ...KEPT, session: { ...KEPT.session, id: "00000000-0000-4000-a000-000000000001" } },
  ]);
  await service("analytics_find_share($1, $2)", "myclik", "A1");
  await service("analytics_record_share_preview($1, $2, 'WhatsApp')", "myclik", "a1");
  await service("analytics_register_owner($1, 'Hosted', 'Europe/Berlin', $2)", "Hosted", MEMBER);
  await service("analytics_register_owner($1, 'Hosted twice', 'UTC')", "hosted");
  await service("analytics_register_group($1, 'club', 'Club')", "hosted");
  await service("analytics_register_share($1, 'x9', 'Xenia', 'club')", "hosted");
  await ingest(
    teller,
    [
      visit("hosted", {
        start: new Date(NOW - HOUR_MS),
        share: "x9",
        targets: ["phone"],
        session: { id: "00000000-0000-4000-a000-000000000002" },
      }),
    ].map((batch) => ({ ...batch, page_views: [], clicks: [], filtered: { bot: 1 } })),
  );

  // What members see while days are dirty, then closed.
  for (const code of ["myclik", "berlin", "pago"]) await dashboards(code);
  await service("analytics_is_watched($1)", ["myclik"]);
  await service("analytics_refresh_days($1)", "myclik");
  await dashboards("myclik");
  await service("aggregate_analytics_daily($1::date)", day(1));
  await service("aggregate_analytics_daily()");
  await service("aggregate_analytics_daily(p_include_today => true, p_budget => '60 seconds')");
  await ingest(teller, LATE);
  await service("backfill_aggregates($1, $2)", day(4), day(0));
  await service("analytics_rebuild_set_aside()");
  await service("analytics_verify($1, $2)", day(10), day(0));
  for (const code of ["myclik", "berlin", "pago", "small3"]) await dashboards(code);
  const byToday = JSON.stringify(
    Object.fromEntries(
      [-1, 0, 1, 2].map((ahead) => [day(-ahead), { from: day(20 - ahead), to: day(-ahead) }]),
    ),
  );
  await member(MEMBER, "analytics_member_cards($1, 'previous')", byToday);
  await member(MEMBER, "analytics_member_cards($1)", byToday);
  await ingest(teller, [aVisit("pago", 0.2, 41)]);
  await member(MEMBER, "analytics_member_cards($1, 'year')", byToday);
  for (const list of ["targets", "pages", "groups", "contacts", "country"]) {
    await member(
      MEMBER,
      "analytics_dashboard_list('myclik', $1, $2, null, null, 'none', $3)",
      day(20),
      day(0),
      list,
    );
  }
  await member(MEMBER, "analytics_contact('myclik', 'a1', $1, $2, 'previous')", day(20), day(0));
  await member(MEMBER, "analytics_contact('myclik', '', $1, $2)", day(20), day(0));
  for (const list of ["data_days", "accounting", "revisions", "verifications", "previews", "visits"]) {
    await member(MEMBER, "analytics_owner_export('myclik', $1, $2, $3, 'a1')", list, day(20), day(0));
  }
  await member(MEMBER, "analytics_owner_export('myclik', 'visits', $1, $2, 'a1', null, 2)", day(20), day(0));
  await member(MEMBER, "analytics_owner_export('myclik', 'data_days')");
  await member(MEMBER, "analytics_owner_data('myclik', $1, $2)", day(70), day(0));
  await member(MEMBER, "analytics_owner_volume('myclik')");
  await member(MEMBER, "analytics_legacy_comparison('myclik')");

  // Settings, groups and shares.
  await member(MEMBER, "analytics_create_owner('made', 'Made', 'Europe/Berlin')");
  await member(MEMBER, "analytics_create_owner('made', 'Again')");
  await member(MEMBER, "analytics_save_group('made', 'team', 'Team')");
  await member(MEMBER, "analytics_save_group('made', 'team', 'The team')");
  await member(MEMBER, "analytics_create_share('made', 'new', 'Nora', 'team')");
  await member(MEMBER, "analytics_create_share('made', 'new')");
  await member(MEMBER, "analytics_change_share('made', 'new', 'Nora', null)");
  await member(MEMBER, "analytics_archive_share('made', 'new', true)");
  await member(MEMBER, "analytics_archive_group('made', 'team', true)");
  await member(
    MEMBER,
    "analytics_import_shares('made', $1, $2)",
    JSON.stringify([{ group_code: "press", name: "Press" }]),
    JSON.stringify(
      ["p1", "p2", "p3"].map((code) => ({ share_code: code, contact: code, group_code: "press" })),
    ),
  );
  await member(MEMBER, "analytics_set_owner_card('made', 'Made anew', 'https://card.example/made')");
  await member(MEMBER, "analytics_set_owner_allowed_origins('made', '{https://card.example}')");
  await member(MEMBER, "analytics_exclude_owner_address('made', $1, true)", HASH);
  await member(MEMBER, "analytics_clear_owner_exclusions('made')");
  await member(MEMBER, "analytics_set_owner_time_zone('made', 'America/New_York') ->> 'time_zone'");
  await member(MEMBER, "analytics_set_owner_retention('made', 30)");
  await member(MEMBER, "analytics_owner_settings('made')");
  await member(MEMBER, "analytics_owner_shares('made')");
  await member(MEMBER, "analytics_owner_shares('myclik')");
  await member(MEMBER, "analytics_rebuild_owner_day('myclik', $1)", day(2));

  // The card itself, notes on days, segments, and what is asked of raw events.
  await member(MEMBER, "analytics_save_card('made', 'Made', '{}', null)");
  await member(MEMBER, "analytics_owner_card('made')");
  await service("analytics_find_card('made')");
  await service("analytics_card_picture('made', $1)", HASH);
  const note = await member<string>(
    MEMBER,
    "analytics_save_annotation('myclik', null, $1, 'A fair')",
    day(2),
  );
  await member(MEMBER, "analytics_save_segment('myclik', 'From Germany', $1)", FROM_GERMANY);
  await member(MEMBER, "analytics_dashboard('myclik', $1, $2, p_opens => true)", day(6), day(0));
  await member(MEMBER, "analytics_dismiss_news('myclik')");
  await member(
    MEMBER,
    "analytics_dashboard('myclik', $1, $2, p_compare => 'previous', p_filters => $3)",
    day(6),
    day(0),
    FROM_GERMANY,
  );
  const NOT_FRIENDS = JSON.stringify([["is_not", "group", ["friends"]]]);
  await member(MEMBER, "analytics_dashboard('myclik', $1, $2, p_filters => $3)", day(6), day(0), NOT_FRIENDS);
  await member(MEMBER, "analytics_journeys('myclik', $1, $2)", day(6), day(0));
  await member(MEMBER, "analytics_journeys('myclik', $1, $2, p_filters => $3)", day(6), day(0), FROM_GERMANY);
  await ingest(teller, [HERE]);
  await member(MEMBER, "analytics_live('myclik')");
  await member(MEMBER, "analytics_delete_segment('myclik', 'From Germany')");
  await member(MEMBER, "analytics_delete_annotation('myclik', $1)", note);
  await service(
    "analytics_note_outage($1, $2, $3)",
    ["myclik", "berlin"],
    new Date(NOW - HOUR_MS).toISOString(),
    new Date(NOW).toISOString(),
  );

  // People: invitations, limited viewers, claims.
  await member(MEMBER, "analytics_member_owners()");
  await member(MEMBER, "analytics_member_codes()");
  await member(MEMBER, "analytics_member_role('myclik')");
  await member(MEMBER, "analytics_caller()");
  await member(STRANGER, "analytics_dashboard('myclik')");
  const invite = async (role: string, ...scopes: string[]) =>
    (
      await member<{ token: string }>(
        MEMBER,
        `analytics_invite_member('myclik', $1, null, ${scopes.join(", ") || "null, null"})`,
        role,
      )
    )?.token;
  const editorToken = await invite("editor");
  const viewerToken = await invite("viewer", "'{friends}'", "'{c3}'");
  const unusedToken = await invite("viewer");
  await service("analytics_read_invitation('myclik', $1)", editorToken);
  await member(EDITOR, "analytics_accept_invitation('myclik', $1)", editorToken);
  await member(EDITOR, "analytics_accept_invitation('myclik', $1)", editorToken);
  await member(VIEWER, "analytics_accept_invitation('myclik', $1)", viewerToken);
  await member(
    MEMBER,
    "analytics_withdraw_invitation('myclik', $1)",
    tokenHash("invitation", unusedToken ?? ""),
  );
  await member(VIEWER, "analytics_dashboard('myclik', $1, $2)", day(20), day(0));
  await member(VIEWER, "analytics_dashboard('myclik', $1, $2, 'business')", day(20), day(0));
  await member(VIEWER, "analytics_owner_shares('myclik')");
  await member(VIEWER, "analytics_contact('myclik', 'c3')");
  await member(VIEWER, "analytics_member_cards($1)", byToday);
  await member(EDITOR, "analytics_owner_people('myclik')");
  await member(MEMBER, "analytics_owner_people('myclik')");
  await member(MEMBER, "analytics_change_member('myclik', $1, 'viewer', '{business}', '{}')", VIEWER);
  await member(MEMBER, "analytics_note_export('myclik', 'days', 'csv')");
  await member(MEMBER, "analytics_own_account()");
  await side.run("insert into analytics_owners (user_code, name) values ('unclaimed', 'Unclaimed')");
  await service("analytics_unclaimed_owners()");
  const claim = await service<{ token: string }>("analytics_claim_owner('unclaimed', 3)");
  await member(STRANGER, "analytics_accept_invitation('unclaimed', $1)", claim?.token);
  await side.run(
    `insert into analytics_members (user_code, user_id, role) values ('unclaimed', '${VIEWER}', 'editor')`,
  );
  await member(STRANGER, "analytics_hand_over_owner('unclaimed', $1)", VIEWER);

  // Links and keys.
  const link = await member<string>(
    MEMBER,
    "analytics_create_link('myclik', 'For Ana', 'friends', null, $1, $2, true)",
    day(30),
    day(0),
  );
  const linkHash = tokenHash("link", link ?? "");
  await service("analytics_find_link('myclik', $1)", linkHash);
  await service("analytics_link_dashboard('myclik', $1)", linkHash);
  await service(
    "analytics_link_dashboard('myclik', $1, null, null, null, null, 'none', 50, 'page', 'home')",
    linkHash,
  );
  await service("analytics_note_link_open('myclik', $1)", linkHash);
  await service("analytics_note_link_open('myclik', $1)", linkHash);
  await member(MEMBER, "analytics_owner_links('myclik')");
  await member(MEMBER, "analytics_revoke_link('myclik', $1)", linkHash);
  await service("analytics_link_dashboard('myclik', $1)", linkHash);
  await service("analytics_demo_dashboard('myclik', $1, $2)", day(20), day(0));
  const key = await member<string>(MEMBER, "analytics_create_key('myclik', 'Shop', '{read,shares,events}')");
  const keyHash = tokenHash("key", key?.split("_").at(-1) ?? "");
  await service("analytics_open_key('myclik', $1, 'read')", keyHash);
  await service(
    "analytics_key_dashboard('myclik', $1, $2, $3, null, null, 'previous')",
    keyHash,
    day(20),
    day(0),
  );
  await service(
    "analytics_key_list('myclik', $1, $2, $3, null, null, 'pages', null, 3)",
    keyHash,
    day(20),
    day(0),
  );
  await service("analytics_key_journeys('myclik', $1, $2, $3)", keyHash, day(20), day(0));
  await service("analytics_key_codes('myclik', $1, 'shares', null, 2)", keyHash);
  await service("analytics_key_register_group('myclik', $1, 'vip', 'VIP')", keyHash);
  await service("analytics_key_register_share('myclik', $1, 'k1', 'Kim', 'vip')", keyHash);
  await member(MEMBER, "analytics_owner_keys('myclik')");
  await member(MEMBER, "analytics_revoke_key('myclik', $1)", keyHash);
  await service("analytics_key_dashboard('myclik', $1)", keyHash);
  await member(MEMBER, "analytics_owner_audit('myclik', null, 100)");

  // Erasure.
  await service("analytics_visit_receipt('berlin', $1)", ERASED.session.id);
  await service("analytics_erase_visit('berlin', $1)", ERASED.session.id);
  await service("analytics_erase_visit('berlin', $1)", ERASED.session.id);
  await service("analytics_visit_receipt('berlin', $1)", ERASED.session.id);
  await ingest(teller, [ERASED, KEPT]);
  const erasure = await member<{ erasure_id: string }>(
    MEMBER,
    "analytics_begin_erasure('myclik', 'c3', $1, $2)",
    day(6),
    day(0),
  );
  await member(MEMBER, "analytics_continue_erasure('myclik', $1)", erasure?.erasure_id);
  await member(MEMBER, "analytics_begin_erasure('pago', null, $1, $2)", day(5), day(3));
  await dashboards("myclik");
  await dashboards("berlin");

  // The night: retention, cleanup, deletions.
  await member(MEMBER, "analytics_set_owner_retention('small1', 10)");
  await service("analytics_apply_retention()");
  await service("cleanup_old_raw_events(9, 'small2')");
  await service("cleanup_old_raw_events(50)");
  await service("cleanup_old_raw_events(3)");
  await service("aggregate_analytics_daily($1::date)", day(60));
  await service("analytics_delete_owner('small4', '60 seconds')");
  await service("analytics_delete_owner('small4')");
  await service("analytics_verify_sample(3) -> 'differing'");
  await member(MEMBER, "analytics_begin_deletion('small5')");
  await member(MEMBER, "analytics_continue_deletion('small5')");
  await member(MEMBER, "analytics_begin_deletion('small6')");
  await service("analytics_finish_deletions('60 seconds')");
  await member(MEMBER, "analytics_create_owner('small6', 'A new one')");
  await member(EDITOR, "analytics_leave_owner('myclik')");
  await member(MEMBER, "analytics_remove_member('myclik', $1)", VIEWER);
  await member(VIEWER, "analytics_leave_all_owners()");
  await member(VIEWER, "analytics_end_own_session(gen_random_uuid())");
  await service("analytics_operator_set_retention('small2', 40)");
  await service("analytics_operator_remove_member('small2', $1)", MEMBER);
  await service("analytics_verify($1, $2)", day(20), day(0));
  await owner("call daybook.aggregate_nightly()");
  await service("(select count(*) from analytics_summary)");
  await service(
    "(select jsonb_agg(jsonb_build_array(s.user_code, s.days, s.first_date, s.last_date, s.raw_events, s.sessions, s.page_views, s.clicks, s.purged_days, s.dirty_days) order by s.user_code) from analytics_summary s)",
  );
  await service(
    "(select jsonb_build_array(dirty_days, set_aside_days, overdue_days, differing_days, default_partition_rows, last_partition) from analytics_health)",
  );
  await service("(select bool_and(bytes > 0) from analytics_table_sizes)");
  await service("analytics_doctor_data()");
  await service("analytics_doctor() is not null");
  return teller.told;
}

import type { FuncCall } from "libpg-query";
import { objectsOf, type ParsedSql, type Query } from "#tests/sql/rules/parsed-sql.ts";
import { type Breach, breachAt, forEach, type Rule } from "#tests/sql/rules/rule.ts";
import { as, find, nameParts, tableName } from "#tests/sql/rules/syntax-tree.ts";

// What members may call without being asked whose member they are: the question itself, and making an owner.
const ASK_NOTHING = [
  "analytics_caller",
  "analytics_member_role",
  "analytics_member_codes",
  "analytics_member_cards",
  "analytics_member_owners",
  "analytics_create_owner",
  "analytics_accept_invitation",
  // The caller's own account and memberships.
  "analytics_own_account",
  "analytics_end_own_session",
  "analytics_leave_all_owners",
  // Who may go on is noted where the owner was, who has no members any more.
  "analytics_continue_deletion",
];
// The second one is for functions that limited viewers may call, too.
const CHECKS = ["require_member", "require_sight"];
// What counts a whole day: the roll-up, the live count where it has no daily rows to begin with, verification, comparison.
const FULL_COUNT = [
  "count_day",
  "rebuild_day",
  "rebuild_small_days",
  "live_day",
  "verify_day",
  "analytics_doctor_data",
  "compare_shown_numbers",
];

/** What hosted Supabase refuses, and what keeps owners apart, as far as a parser can see it. */
export const GUARD_RULES: Rule[] = [
  {
    name: "an update or delete says which rows it means",
    why: "Hosted Supabase loads safeupdate, which refuses others in every call through the API, in functions too.",
    breaks: [
      "delete from public.t",
      "update public.t set a = 1",
      "with gone as (delete from public.t returning a) select * from gone",
      "do $$ begin delete from public.t; end $$",
      "do $$ begin execute format('delete from public.%I', 't'); end $$",
      "create function f() returns void language sql as 'update public.t set a = 1'",
      "delete from public.t using public.u",
    ],
    keeps: [
      "delete from public.t where true",
      "update public.t set a = 1 where b",
      "insert into public.t (a) values (1)",
    ],
    breaches: forEach(
      ["UpdateStmt", "DeleteStmt"],
      ({ kind, node }) =>
        (node as { whereClause?: unknown }).whereClause === undefined &&
        `${kind === "UpdateStmt" ? "an update" : "a delete"} of ${tableName((node as { relation?: object }).relation as never)} without where`,
    ),
  },
  {
    name: "a function fixes its search path, a procedure that commits may not",
    why: "Whoever calls it could put a table of their own in the way; PostgreSQL allows no commit under a setting.",
    breaks: [
      "create function f() returns void language plpgsql as 'begin null; end'",
      "create function f() returns void language plpgsql set search_path = public as 'begin null; end'",
      "create procedure p() language plpgsql set search_path = '' as 'begin commit; end'",
    ],
    keeps: [
      "create function f() returns void language plpgsql set search_path = '' as 'begin null; end'",
      "create procedure p() language plpgsql as 'begin commit; end'",
    ],
    breaches: forEach(["CreateFunctionStmt"], (_, { routine }) => {
      const commits = objectsOf(routine?.plpgsql, "PLpgSQL_stmt_commit", "PLpgSQL_stmt_rollback").length > 0;
      const isFixed = routine?.settings.get("search_path") === "";
      return commits
        ? routine?.settings.size !== 0 && "a setting on what commits"
        : !isFixed && "no set search_path = ''";
    }),
  },
  {
    name: "a definer function that members may call begins with the membership check",
    why: "It runs with the rights of its owner: the check is the wall between owners.",
    breaks: [
      memberFunction("begin return p; end"),
      memberFunction(
        "declare n int := (select count(*) from public.t); begin perform daybook.require_member(p); return p; end",
      ),
    ],
    keeps: [
      memberFunction("begin perform daybook.require_member(p); return p; end"),
      memberFunction("declare role text := daybook.require_member(p); begin return p; end"),
      memberFunction(
        "declare n timestamptz := now(); begin perform daybook.require_member(p); return p; end",
      ),
      `${memberFunction("begin perform daybook.require_member(p); return p; end")}; ${memberFunction("declare x text := public.f(p); begin return x; end", "g")}`,
    ],
    breaches: (sql) =>
      grantedToMembers(sql).flatMap(({ name, query }): Breach[] => {
        const routine = sql.routines.get(name);
        const isChecked =
          !routine?.isDefiner || ASK_NOTHING.includes(lastPart(name)) || beginsWithCheck(name, sql);
        return isChecked
          ? []
          : [breachAt(query, undefined, `${name} is granted to members and does not ask first`)];
      }),
  },
  {
    name: "who is calling is asked of daybook.caller, which knows whose session has ended",
    why: "A token says who somebody was when it was made: for an hour it goes on saying it after a sign-out.",
    breaks: [
      "create function f() returns uuid language plpgsql set search_path = '' as 'begin return auth.uid(); end'",
      "create policy p on public.t using (auth.uid() = user_id)",
      "create function f() returns text language plpgsql as $$ begin return auth.jwt() ->> 'sub'; end $$",
    ],
    keeps: [
      "create function f() returns uuid language plpgsql set search_path = '' as 'begin return daybook.caller(); end'",
      "create function daybook.caller() returns uuid language plpgsql set search_path = '' as 'begin return auth.uid(); end'",
    ],
    breaches: forEach(["FuncCall"], ({ node }, query) => {
      const name = nameParts(node.funcname).join(".");
      return (
        ["auth.uid", "auth.jwt"].includes(name) &&
        query.object !== "daybook.caller" &&
        `${name} beside daybook.caller`
      );
    }),
  },
  {
    name: "every table has row level security",
    why: "Hosted Supabase gives the API's roles rights on what is new in public: without it anyone may read.",
    breaks: [
      "create table public.t (user_code text primary key)",
      "create table daybook.t (user_code text primary key); alter table daybook.t set schema public",
      "do $$ begin foreach n in array array['a'] loop execute format('create table public.%I (like public.t)', n); end loop; end $$".replace(
        "begin",
        "declare n text; begin",
      ),
    ],
    keeps: [
      "create table public.t (user_code text primary key); alter table public.t enable row level security",
      "create temporary table t (a int)",
      "do $$ declare n text; begin execute format('create table public.%I (like public.t)', n); execute format('alter table public.%I enable row level security', n); end $$",
    ],
    breaches: (sql) => {
      const guarded = new Set(
        sql.queries.flatMap(({ tree, object }) =>
          find(tree, "AlterTableStmt")
            .filter(({ node }) =>
              find(node.cmds, "AlterTableCmd").some((cmd) => cmd.node.subtype === "AT_EnableRowSecurity"),
            )
            .map(({ node }) => placeOf(node.relation?.relname, object, sql)),
        ),
      );
      return forEach(["CreateStmt"], ({ node }, query) => {
        const { relname, schemaname, relpersistence } = node.relation ?? {};
        const isOurs = ["public", "daybook"].includes(schemaname ?? "") && relpersistence !== "t";
        return (
          isOurs &&
          !guarded.has(placeOf(relname, query.object, sql)) &&
          `${relname} has no row level security`
        );
      })(sql);
    },
  },
  {
    name: "only counting, verifying and comparing name the full count of a day",
    why: "It reads all raw rows of the day: what a member looks at reads daily rows and the live count.",
    breaks: [
      "create function daybook.row_days() returns int language plpgsql set search_path = '' as 'begin return (select count(*) from daybook.count_day(''a'', ''2026-01-01'')); end'",
      "create function public.analytics_row() returns setof record language plpgsql set search_path = '' as 'begin return query select * from daybook.count_day(''a'', ''2026-01-01''); end'",
    ],
    keeps: [
      "create function daybook.live_day() returns setof record language plpgsql set search_path = '' as 'begin return query select * from daybook.count_day(''a'', ''2026-01-01''); end'",
      "create function daybook.row_days() returns setof record language plpgsql set search_path = '' as 'begin return query select * from daybook.live_day(''a'', ''2026-01-01''); end'",
    ],
    breaches: forEach(
      ["FuncCall"],
      ({ node }, query) =>
        ["count_day", "count_days"].includes(lastPart(nameParts(node.funcname).join("."))) &&
        !FULL_COUNT.includes(lastPart(query.object)) &&
        "the full count of a day",
    ),
  },
];

function memberFunction(body: string, name = "f"): string {
  return (
    `create function public.${name}(p text) returns text language plpgsql security definer as $$ ${body} $$; ` +
    `grant execute on function public.${name}(text) to authenticated`
  );
}

// A name that a function puts together is known in that function only.
function placeOf(name: string | undefined, object: string, sql: ParsedSql): string {
  return sql.tables.has(`public.${name}`) || sql.tables.has(`daybook.${name}`)
    ? `${name}`
    : `${name} in ${object}`;
}

function lastPart(name: string): string {
  return name.split(".").at(-1) ?? "";
}

function grantedToMembers(sql: ParsedSql): { name: string; query: Query }[] {
  return sql.queries.flatMap((query) =>
    find(query.tree, "GrantStmt")
      .filter(({ node }) => node.is_grant && node.objtype === "OBJECT_FUNCTION" && hasMembers(node.grantees))
      .flatMap(({ node }) =>
        (node.objects ?? []).map((object) => {
          const name = nameParts(as("ObjectWithArgs", object)?.objname).join(".");
          return { name: sql.routines.has(name) ? name : `public.${lastPart(name)}`, query };
        }),
      ),
  );
}

function hasMembers(grantees: unknown): boolean {
  return find(grantees, "RoleSpec").some(
    ({ node }) =>
      node.roletype === "ROLESPEC_PUBLIC" || ["authenticated", "anon"].includes(node.rolename ?? ""),
  );
}

/** True if the first function of ours that a function calls is the check or begins with it, before any table is read. */
function beginsWithCheck(name: string, sql: ParsedSql): boolean {
  const steps = sql.queries
    .filter(({ routine, tree }) => routine?.name === name && !as("CreateFunctionStmt", tree))
    .flatMap(({ tree }) => find(tree, "FuncCall", "RangeVar"));
  // Functions of PostgreSQL's own are called without a schema.
  const first = steps.find(
    ({ kind, node }) => kind === "RangeVar" || nameParts((node as FuncCall).funcname).length > 1,
  );
  const called = first?.kind === "FuncCall" ? nameParts((first.node as FuncCall).funcname).join(".") : "";
  return (
    CHECKS.includes(lastPart(called)) ||
    (called !== name && sql.routines.has(called) && beginsWithCheck(called, sql))
  );
}

import type { FuncCall } from "libpg-query";
import { objectsOf, type ParsedSql, type Query, type Routine } from "#tests/sql/rules/parsed-sql.ts";
import { type Breach, breachAt, forEach, type Rule } from "#tests/sql/rules/rule.ts";
import { bare, conditionsOf, sourcesOf, tablesIn } from "#tests/sql/rules/scopes.ts";
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

// The ways to join whose cost grows with the rows, not with their square.
const MADE_FOR_MANY = ["enable_hashjoin", "enable_mergejoin"];
// Examples of what joins without a word about it.
const VIEW = "create view public.v as select t.a from public.t join public.u on u.user_code = t.user_code";
const JOINING = planned(
  "f",
  [],
  "return (select count(*) from public.t join public.u on u.user_code = t.user_code)",
);

/** What hosted Supabase refuses, what keeps owners apart, and what keeps plans as they are meant, as far as a parser can see it. */
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
  {
    name: "a function that forbids hash or merge joins calls none that joins and does not say itself whether it may",
    why: "Settings hold in what is called, too: hash joins that its caller forbade made the count of a big day take the square of its visits.",
    breaks: [
      planned("g", ["enable_hashjoin = off"], "return daybook.f()", JOINING),
      planned("g", ["enable_mergejoin to false"], "perform 1 from daybook.f() as x", JOINING),
      planned(
        "g",
        ["enable_hashjoin = off"],
        "return daybook.h()",
        planned("h", [], "return daybook.f()", JOINING),
      ),
      planned(
        "g",
        ["enable_hashjoin = off"],
        "return daybook.f()",
        planned("f", ["enable_mergejoin = off"], "return (select count(*) from public.v)", VIEW),
      ),
    ],
    keeps: [
      planned("g", ["enable_hashjoin = on"], "return daybook.f()", JOINING),
      // What is hashed or read by an index costs no square: forbidding the rest is meant for all that is called.
      planned("g", ["enable_nestloop = off", "enable_seqscan = off"], "return daybook.f()", JOINING),
      planned(
        "g",
        ["enable_hashjoin = off"],
        "return daybook.h()",
        planned("h", ["enable_hashjoin = on"], "return daybook.f()", JOINING),
      ),
      planned(
        "g",
        ["enable_hashjoin = off"],
        "return daybook.f()",
        planned("f", [], "return (select sum(b) from public.t cross join lateral unnest(t.a) as b)"),
      ),
    ],
    breaches: forEach(["FuncCall"], ({ node }, { routine }, sql) => {
      const called = nameParts(node.funcname).join(".");
      const leaks = MADE_FOR_MANY.flatMap((setting) => {
        const joining = forbids(routine, setting) && joinsUnder(setting, called, sql);
        return joining ? [`${setting} = off holds in ${joining}`] : [];
      });
      return leaks.length > 0 && leaks.join(", ");
    }),
  },
  {
    name: "a function that forbids hash and merge joins says that it may loop",
    why: "Its caller may have forbidden loops: with nothing allowed, it is chance how the rows are found.",
    breaks: [planned("f", ["enable_hashjoin = off", "enable_mergejoin = off"], "return 1")],
    keeps: [
      planned("f", ["enable_hashjoin = off", "enable_mergejoin = off", "enable_nestloop = on"], "return 1"),
      planned("f", ["enable_nestloop = off", "enable_mergejoin = off"], "return 1"),
    ],
    breaches: forEach(
      ["CreateFunctionStmt"],
      (_, { routine }) =>
        MADE_FOR_MANY.every((setting) => forbids(routine, setting)) &&
        !["on", "true"].includes(routine?.settings.get("enable_nestloop") ?? "") &&
        "no set enable_nestloop = on",
    ),
  },
];

function memberFunction(body: string, name = "f"): string {
  return (
    `create function public.${name}(p text) returns text language plpgsql security definer as $$ ${body} $$; ` +
    `grant execute on function public.${name}(text) to authenticated`
  );
}

function planned(name: string, settings: string[], body: string, others = ""): string {
  return (
    `create function daybook.${name}() returns int language plpgsql set search_path = '' ` +
    `${settings.map((setting) => `set ${setting} `).join("")}as $$ begin ${body}; end $$; ${others}`
  );
}

function forbids(routine: Routine | undefined, setting: string): boolean {
  return ["off", "false"].includes(routine?.settings.get(setting) ?? "");
}

/** The function that a call reaches, itself or one that it calls, which joins by a setting of the caller: none on the way names it. */
function joinsUnder(setting: string, name: string, sql: ParsedSql, above: string[] = []): string | undefined {
  const routine = sql.routines.get(name);
  if (!routine || routine.settings.has(setting) || above.includes(name)) {
    return undefined;
  }
  const trees = sql.queries
    .filter((query) => query.routine === routine && !as("CreateFunctionStmt", query.tree))
    .map(({ tree }) => tree);
  return trees.some((tree) => joins(tree, sql))
    ? name
    : trees
        .flatMap((tree) => find(tree, "FuncCall"))
        .map(({ node }) => joinsUnder(setting, nameParts(node.funcname).join("."), sql, [...above, name]))
        .find(Boolean);
}

/** True if a query joins, itself or by a view: what depends on a row before it, as unnest of an array in it, has no choice. */
function joins(tree: unknown, sql: ParsedSql): boolean {
  const views = tablesIn(tree).flatMap((table) =>
    sql.queries.filter((query) => as("ViewStmt", query.tree) && bare(query.object) === bare(table)),
  );
  return (
    find(tree, "SelectStmt", "UpdateStmt", "DeleteStmt").some(
      ({ node }) =>
        sourcesOf(node).filter(({ node: source }) => !isLateral(source)).length > 1 ||
        conditionsOf(node).some((condition) => as("SubLink", condition)),
    ) || views.some((view) => joins(view.tree, sql))
  );
}

function isLateral(source: unknown): boolean {
  return (as("RangeFunction", source) ?? as("RangeSubselect", source))?.lateral === true;
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

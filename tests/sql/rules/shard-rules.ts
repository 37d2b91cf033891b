import type { Constraint, FuncCall, Node, RangeVar } from "libpg-query";
import type { ParsedSql, Query } from "#tests/sql/rules/parsed-sql.ts";
import { objectsOf } from "#tests/sql/rules/parsed-sql.ts";
import { forEach, type Rule } from "#tests/sql/rules/rule.ts";
import {
  bare,
  conditionsOf,
  EVERYWHERE,
  isOurs,
  keepsToOneOwner,
  ownersOf,
  sourcesOf,
  tablesIn,
  typeIn,
  WITHOUT_OWNER,
} from "#tests/sql/rules/scopes.ts";
import { as, find, type Kind, lastName, nameParts, tableName } from "#tests/sql/rules/syntax-tree.ts";

const VOLATILE = ["clock_timestamp", "timeofday", "random", "gen_random_uuid", "nextval", "set_config"];
const OF_THE_MOMENT = ["now", "statement_timestamp", "transaction_timestamp"];
const OF_THE_CALLER = ["auth.uid", "auth.jwt", "auth.role", "current_setting"];
const STATEMENTS: Kind[] = ["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt"];
const ROW_AS_JSON = ["row_to_json", "to_json", "to_jsonb", "json_agg", "jsonb_agg"];

/** What a Postgres distributed by user_code wants of the SQL, as far as a parser can see it. */
export const SHARD_RULES: Rule[] = [
  {
    name: "a function with parameters is written in PL/pgSQL",
    why: "A call in SQL hides the owner: a distributed Postgres can neither inline it nor send it to the owner's node.",
    breaks: ["create function f(a text) returns text language sql set search_path = '' as 'select a'"],
    keeps: [
      "create function f(a text) returns text language plpgsql as 'begin return a; end'",
      "create function f() returns text language sql as 'select 1::text'",
    ],
    breaches: forEach(["CreateFunctionStmt"], (_, { routine }) =>
      routine?.language === "sql" && routine.parameters > 0 ? "language sql with parameters" : undefined,
    ),
  },
  {
    name: "an update sets what was computed before it",
    why: "A distributed Postgres refuses volatile calls in an update: every copy of a row must get the same value.",
    breaks: [
      "update public.t set a = clock_timestamp() where user_code = 'a'",
      "do $$ begin update public.t set a = now() where user_code = 'a'; end $$",
      "create function daybook.f() returns int language plpgsql as 'begin return 1; end'; update public.t set a = daybook.f() where user_code = 'a'",
    ],
    keeps: [
      "do $$ declare moment timestamptz := clock_timestamp(); begin update public.t set a = moment where user_code = 'a'; end $$",
      "update public.t set a = lower(b) where user_code = 'a' and at > now()",
    ],
    breaches: forEach(["UpdateStmt"], ({ node }, _, sql) => {
      const moments = callsIn(node.targetList, OF_THE_MOMENT);
      const calls = [...callsIn(node, VOLATILE), ...moments, ...volatileCallsOfOurs(node, sql)];
      return calls.length > 0 && `${calls.join(", ")} in an update`;
    }),
  },
  {
    name: "a delete calls nothing volatile",
    why: "A distributed Postgres refuses it: every copy of a table must lose the same rows.",
    breaks: ["delete from public.t where at < clock_timestamp()"],
    keeps: ["delete from public.t where at < now()"],
    breaches: forEach(["DeleteStmt"], ({ node }, _, sql) => {
      const calls = [...callsIn(node, VOLATILE), ...volatileCallsOfOurs(node, sql)];
      return calls.length > 0 && `${calls.join(", ")} in a delete`;
    }),
  },
  {
    name: "do update takes its values from excluded",
    why: "A distributed Postgres allows neither sub-selects nor the time of day there.",
    breaks: [
      "insert into public.t (user_code) values ('a') on conflict (user_code) do update set at = now()",
      "insert into public.t (user_code) values ('a') on conflict (user_code) do update set n = (select 1)",
    ],
    keeps: [
      "insert into public.t as t (user_code, n) values ('a', 1) on conflict (user_code) do update set n = t.n + excluded.n",
    ],
    breaches: forEach(["OnConflictClause"], ({ node }, _, sql) => {
      const calls = [
        ...callsIn(node.targetList, [...VOLATILE, ...OF_THE_MOMENT]),
        ...volatileCallsOfOurs(node.targetList, sql),
      ];
      return (
        (find(node.targetList, "SubLink").length > 0 && "a sub-select in do update") ||
        (calls.length > 0 && `${calls.join(", ")} in do update`)
      );
    }),
  },
  {
    name: "no triggers, no rules, no merge",
    why: "Distributed tables have none of them.",
    breaks: [
      "create trigger t after insert on public.t execute function f()",
      "merge into public.t using public.u on t.a = u.a when matched then delete",
      "create rule r as on insert to public.t do nothing",
    ],
    keeps: ["insert into public.t (user_code) values ('a') on conflict do nothing"],
    breaches: forEach(["CreateTrigStmt", "MergeStmt", "RuleStmt"], ({ kind }) => kind),
  },
  {
    name: "a primary key begins with user_code, and a unique key holds it",
    why: "Each node can hold only the rows of its own owners unique.",
    breaks: [
      "create table public.t (id uuid primary key)",
      "create table public.t (id uuid, user_code text, primary key (id, user_code))",
      "create table public.t (user_code text primary key, id uuid unique)",
      "create unique index on public.t (id)",
      "create table public.t (user_code text)",
    ],
    keeps: [
      "create table public.t (user_code text, id uuid, primary key (user_code, id), unique (user_code, id))",
      "create table public.analytics_visitor_salts (date date primary key)",
      "create temporary table t (id uuid)",
      "create unique index on public.t (user_code, id)",
    ],
    breaches: forEach(["CreateStmt", "IndexStmt", "AlterTableStmt"], (found) => {
      const table = (
        found.node as { relation?: { relname?: string; relpersistence?: string; schemaname?: string } }
      ).relation;
      if (WITHOUT_OWNER.includes(table?.relname ?? "") || !isOurs(table)) {
        return undefined;
      }
      const index =
        found.kind === "IndexStmt" ? (found.node as { unique?: boolean; indexParams?: Node[] }) : undefined;
      if (index) {
        const columns = find(index.indexParams, "IndexElem").map(({ node }) => node.name);
        return index.unique && !columns.includes("user_code") && "a unique index without user_code";
      }
      const keys = keysIn(found.node);
      const wrong = keys.find(({ columns, isPrimary }) =>
        isPrimary ? columns[0] !== "user_code" : !columns.includes("user_code"),
      );
      const made = as("CreateStmt", { [found.kind]: found.node });
      const copies =
        made?.partbound || made?.inhRelations || find(made?.tableElts, "TableLikeClause").length > 0;
      return (
        (wrong && `a key of ${wrong.columns.join(", ")}`) ||
        (made && !copies && !keys.some(({ isPrimary }) => isPrimary) && "no primary key")
      );
    }),
  },
  {
    name: "a foreign key holds user_code, or leads to a table that every node has",
    why: "A row and what it refers to must lie on one node.",
    breaks: ["create table public.t (user_code text primary key, g text references public.g (code))"],
    keeps: [
      "create table public.t (user_code text primary key references public.analytics_owners)",
      "create table public.t (user_code text primary key, g text, foreign key (user_code, g) references public.g (user_code, g))",
    ],
    breaches: forEach(["Constraint"], ({ node }) => {
      const columns = nameParts(node.fk_attrs);
      return (
        node.contype === "CONSTR_FOREIGN" &&
        !EVERYWHERE.includes(node.pktable?.relname ?? "") &&
        !columns.includes("user_code") &&
        `a foreign key to ${tableName(node.pktable)} without user_code`
      );
    }),
  },
  {
    name: "JSON names its keys: no row of a sub-select becomes JSON whole",
    why: "The row of a sub-select has no names on another node: its keys come out as f1, f2.",
    breaks: [
      "select row_to_json(t) from (select 1 as a) as t",
      "with t as (select 1 as a) select jsonb_agg(t) from t",
      "select to_jsonb(t.*) from (select 1 as a) as t",
    ],
    keeps: [
      "select jsonb_build_object('a', t.a) from (select 1 as a) as t",
      "select to_jsonb(t.a) from (select 1 as a) as t",
    ],
    breaches: forEach(["FuncCall"], ({ node, above }) => {
      const [argument] = node.args ?? [];
      const parts = nameParts(as("ColumnRef", argument)?.fields);
      const isRow = parts.length === 1 || parts[1] === "*";
      const around = above.find(({ kind }) => kind === "SelectStmt");
      const source = sourcesOf(around?.node ?? {}).find(({ alias }) => alias === parts[0]);
      const isSubselect = source && (as("RangeSubselect", source.node) || isPartOfWith(source.node));
      return (
        ROW_AS_JSON.includes(lastName(node.funcname)) &&
        isRow &&
        isSubselect &&
        `${lastName(node.funcname)}(${parts.join(".")})`
      );
    }),
  },
  {
    name: "a moment becomes a date at a time zone",
    why: "A cast follows the session's zone, which differs between nodes and connections.",
    breaks: [
      "select now()::date",
      "create table public.t (user_code text primary key, seen_at timestamptz); select t.seen_at::date from public.t",
      "do $$ declare m timestamptz; d date; begin d := (m - interval '1 day')::date; end $$",
      "do $$ declare m date; d date; begin d := date_trunc('month', m)::date; end $$",
    ],
    keeps: [
      "select (now() at time zone 'UTC')::date",
      "select (current_date + interval '1 day')::date",
      "select date_trunc('month', '2025-01-01'::timestamp)::date",
    ],
    breaches: forEach(["TypeCast"], ({ node }, query, sql) => {
      const isDate = lastName(node.typeName?.names) === "date";
      return isDate && typeIn(query, sql.tables, node.arg) === "timestamptz" && "a moment cast to a date";
    }),
  },
  {
    name: "no lateral sub-query has a limit",
    why: "A distributed Postgres can push no such join down: a plain join is as fast.",
    breaks: [
      "select * from public.t cross join lateral (select 1 from public.u where u.user_code = t.user_code limit 1) as u",
    ],
    keeps: ["select * from public.t join public.u on u.user_code = t.user_code limit 1"],
    breaches: forEach(["RangeSubselect"], ({ node }) => {
      const inner = as("SelectStmt", node.subquery);
      return (
        node.lateral && inner?.limitCount && tablesIn(inner).length > 0 && "a lateral sub-query with a limit"
      );
    }),
  },
  {
    name: "rows are locked owner by owner",
    why: "A distributed Postgres locks rows of one node at a time: list first, lock inside the loop and look again.",
    breaks: [
      "select 1 from public.t where date < current_date for update",
      "select 1 from public.t join unnest(array['a']) as u(code) on u.code = t.user_code for update of t",
    ],
    keeps: [
      "do $$ declare r record; begin perform 1 from public.t where t.user_code = r.user_code for update; end $$",
      "select 1 from public.t where t.user_code = 'a' for update",
    ],
    breaches: forEach(
      ["SelectStmt"],
      ({ node }) => Boolean(node.lockingClause) && !keepsToOneOwner(node) && "for update on several owners",
    ),
  },
  {
    name: "tables are joined within one owner",
    why: "Rows of different owners lie on different nodes.",
    breaks: [
      "select 1 from public.t join public.u on u.id = t.id",
      "delete from public.t using public.u where u.id = t.id",
    ],
    keeps: [
      "select 1 from public.t join public.u on u.user_code = t.user_code and u.id = t.id",
      "do $$ declare p text; begin perform 1 from public.t join public.u on u.id = t.id and u.user_code = p where t.user_code = p; end $$",
    ],
    breaches: forEach(["SelectStmt", "UpdateStmt", "DeleteStmt"], ({ node }) => {
      const owned = sourcesOf(node).filter(({ table }) => table && !WITHOUT_OWNER.includes(bare(table)));
      const sets = ownersOf(node);
      const [first, ...others] = owned.map(({ alias }) => sets.get(alias));
      return others.some((set) => set !== first) && `${owned.map(({ table }) => table).join(" and ")}`;
    }),
  },
  {
    name: "a query over owners looks into one table at most",
    why: "A distributed Postgres takes no exists over several tables there: list owners from a union, then go one by one.",
    breaks: [
      "select 1 from public.t where exists (select 1 from public.u where u.user_code = t.user_code) or exists (select 1 from public.v where v.user_code = t.user_code)",
      "select 1 from public.analytics_owners o where exists (select 1 from public.u where u.user_code = o.user_code)",
    ],
    keeps: [
      "select 1 from public.t where exists (select 1 from public.u where u.user_code = t.user_code)",
      "select 1 from public.t where t.user_code = 'a' and (exists (select 1 from public.u where u.user_code = 'a') or exists (select 1 from public.v where v.user_code = 'a'))",
    ],
    breaches: forEach(["SelectStmt"], ({ node }) => {
      const tables = sourcesOf(node).flatMap(({ table }) => table ?? []);
      const looked = new Set(
        find(conditionsOf(node), "SubLink")
          .filter(({ node: link }) => link.subLinkType === "EXISTS_SUBLINK")
          .flatMap(({ node: link }) => tablesIn(link.subselect))
          .filter((table) => !EVERYWHERE.includes(bare(table))),
      );
      const allowed = tables.every((table) => EVERYWHERE.includes(bare(table))) ? 0 : 1;
      return (
        tables.length > 0 &&
        !keepsToOneOwner(node) &&
        looked.size > allowed &&
        `exists over ${[...looked].join(", ")} for several owners`
      );
    }),
  },
  {
    name: "a check constraint calls no function of ours",
    why: "A function that catches errors fails there in multi-row inserts, in COPY and on distribution.",
    breaks: [
      "create table public.t (user_code text primary key, zone text check (public.is_time_zone(zone)))",
    ],
    keeps: ["create table public.t (user_code text primary key, zone text check (length(zone) < 40))"],
    breaches: forEach(["Constraint"], ({ node }, _, sql) => {
      const calls = find(node.raw_expr, "FuncCall").map(({ node: call }) =>
        nameParts(call.funcname).join("."),
      );
      const ours = calls.filter((name) => /^(public|daybook)\./.test(name) || isFunctionOfOurs(name, sql));
      return (
        (node as Constraint).contype === "CONSTR_CHECK" && ours.length > 0 && `${ours.join(", ")} in a check`
      );
    }),
  },
  {
    name: "an upsert of many keys sorts them",
    why: "Two upserts that meet in the same keys in different orders deadlock.",
    breaks: [
      "insert into public.t (user_code) select user_code from public.u on conflict (user_code) do update set n = excluded.n",
      "insert into public.t (user_code) values ('b'), ('a') on conflict (user_code) do update set n = excluded.n",
    ],
    keeps: [
      "insert into public.t (user_code) select user_code from public.u order by 1 on conflict (user_code) do update set n = excluded.n",
      "insert into public.t (user_code) values ('a') on conflict (user_code) do update set n = excluded.n",
    ],
    breaches: forEach(["InsertStmt"], ({ node }) => {
      const select = as("SelectStmt", node.selectStmt);
      const isOne = select?.valuesLists
        ? select.valuesLists.length === 1
        : !select?.fromClause && !select?.larg;
      return (
        node.onConflictClause?.action === "ONCONFLICT_UPDATE" &&
        !isOne &&
        !select?.sortClause &&
        "keys in no order"
      );
    }),
  },
  {
    name: "the caller's claims are read into a variable, not in a query on a table",
    why: "Another node does not know them: members would see no rows, without an error.",
    breaks: [
      "select 1 from public.t where t.user_id = auth.uid()",
      "select 1 from public.t where t.zone = current_setting('TimeZone')",
      "create function public.mine() returns uuid language plpgsql as 'begin return auth.uid(); end'; select 1 from public.t where t.user_id = public.mine()",
    ],
    keeps: [
      "do $$ declare caller uuid := auth.uid(); begin perform 1 from public.t where t.user_id = caller; end $$",
      "create policy p on public.t using (auth.uid() = user_id)",
    ],
    breaches: forEach(["FuncCall"], ({ node, above }, _, sql) => {
      const name = nameParts(node.funcname).join(".");
      const asks = OF_THE_CALLER.includes(name.replace(/^pg_catalog\./, "")) || claimReaders(sql).has(name);
      const statement = above.findLast(({ kind }) => STATEMENTS.includes(kind))?.node;
      const [table] = tablesIn(statement);
      return asks && table && `${name} beside ${table}`;
    }),
  },
  {
    name: "accounts and sessions are asked for in statements of their own",
    why: "Only one node has them: a call beside a distributed table runs on another, where nobody has an address.",
    breaks: [
      "create function daybook.address() returns text language plpgsql as 'begin return (select u.email from auth.users u); end'; select daybook.address() from public.t where t.user_code = 'a'",
      "select u.email from public.t join auth.users u on u.id = t.user_id where t.user_code = 'a'",
    ],
    keeps: [
      "create function daybook.address() returns text language plpgsql as 'begin return (select u.email from auth.users u); end'; do $$ declare a text := daybook.address(); begin perform a from public.t where t.user_code = 'a'; end $$",
      "select u.email from auth.users u",
    ],
    breaches: forEach(["FuncCall", "RangeVar"], ({ kind, node, above }, _, sql) => {
      const call = kind === "FuncCall" ? nameParts((node as FuncCall).funcname).join(".") : "";
      const asks = kind === "FuncCall" ? accountReaders(sql).has(call) : isOfAuth(node as RangeVar);
      const statement = above.findLast((outer) => STATEMENTS.includes(outer.kind))?.node;
      const [table] = tablesIn(statement).filter(isSpread);
      return asks && table && `${call || "auth"} beside ${table}`;
    }),
  },
  {
    name: "a procedure ends with an error when nothing could be done",
    why: "A scheduler sees only that: on a distributed Postgres a night ended well that had rolled up nothing.",
    breaks: ["create procedure p() language plpgsql as $$ begin perform f(); end $$"],
    keeps: [
      "create procedure p() language plpgsql as $$ begin perform f(); if x then raise exception 'nothing'; end if; end $$",
    ],
    breaches: forEach(["CreateFunctionStmt"], (_, { routine }) => {
      const raised = objectsOf(routine?.plpgsql, "PLpgSQL_stmt_raise").some(
        (raise) => raise.elog_level === 21,
      );
      return routine?.kind === "procedure" && !raised && "a procedure that raises nothing";
    }),
  },
];

function callsIn(tree: unknown, names: readonly string[]): string[] {
  return find(tree, "FuncCall")
    .map(({ node }) => lastName(node.funcname))
    .filter((name) => names.includes(name));
}

function volatileCallsOfOurs(tree: unknown, sql: ParsedSql): string[] {
  return find(tree, "FuncCall")
    .map(({ node }) => nameParts(node.funcname).join("."))
    .filter((name) => sql.routines.get(name)?.volatility === "volatile");
}

function isFunctionOfOurs(name: string, sql: ParsedSql): boolean {
  return [...sql.routines.keys()].some((routine) => bare(routine) === name);
}

function isPartOfWith(node: Node): boolean {
  const table = as("RangeVar", node);
  return table !== undefined && table.schemaname === undefined;
}

function keysIn(table: unknown): { columns: string[]; isPrimary: boolean }[] {
  return find(table, "Constraint").flatMap(({ node, above }) => {
    const isPrimary = node.contype === "CONSTR_PRIMARY";
    const column = above.find(({ kind }) => kind === "ColumnDef")?.node as { colname?: string } | undefined;
    const columns = nameParts(node.keys);
    return isPrimary || node.contype === "CONSTR_UNIQUE"
      ? [{ columns: columns.length > 0 ? columns : [column?.colname ?? ""], isPrimary }]
      : [];
  });
}

function isSpread(table: string): boolean {
  return !EVERYWHERE.includes(bare(table));
}

function isOfAuth(table: RangeVar): boolean {
  return table.schemaname === "auth";
}

const claims = new WeakMap<ParsedSql, Set<string>>();
const accounts = new WeakMap<ParsedSql, Set<string>>();

/** The functions of ours that read the caller's claims, themselves or by what they call. */
function claimReaders(sql: ParsedSql): Set<string> {
  const asked = ["auth.uid", "auth.jwt", "auth.role"];
  return readers(claims, sql, (tree) => namesCalled(tree).some((name) => asked.includes(name)));
}

/** The functions of ours that read tables of Auth, themselves or by what they call. */
function accountReaders(sql: ParsedSql): Set<string> {
  return readers(accounts, sql, (tree) => find(tree, "RangeVar").some(({ node }) => isOfAuth(node)));
}

function namesCalled(tree: unknown): string[] {
  return find(tree, "FuncCall").map(({ node }) => nameParts(node.funcname).join("."));
}

function readers(
  known: WeakMap<ParsedSql, Set<string>>,
  sql: ParsedSql,
  reads: (tree: unknown) => boolean,
): Set<string> {
  const found = known.get(sql) ?? new Set<string>();
  if (known.has(sql)) {
    return found;
  }
  const queries = (sql.queries as Query[]).flatMap(({ routine, tree }) =>
    routine ? [{ name: routine.name, tree }] : [],
  );
  for (const { name, tree } of queries) {
    if (reads(tree)) {
      found.add(name);
    }
  }
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { name, tree } of queries) {
      if (!found.has(name) && namesCalled(tree).some((call) => found.has(call))) {
        found.add(name);
      }
    }
  }
  known.set(sql, found);
  return found;
}

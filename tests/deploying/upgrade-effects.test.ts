import { expect, test } from "vitest";
import { hashOfSource, type Release, upgradeSince } from "#scripts/upgrade-migration.ts";

const source = {
  name: "owners/analytics_owners",
  text: "create table daybook.analytics_owners (user_code text);",
};
const release: Release = {
  version: "1.0.0",
  migrations: { "004_first.sql": "" },
  sources: { analytics_owners: "" },
};
const effects = (statement: string) =>
  upgradeSince(release, [source], [], `-- owners/analytics_owners: tried\n${statement};`)?.effects;

test.each([
  ["alter table public.analytics_owners add column note text not null default ''", "locks"],
  ["alter table public.analytics_owners add column noted_at timestamptz default now()", "locks"],
  ["alter table public.analytics_owners add column id uuid default gen_random_uuid()", "rewrites"],
  ["alter table public.analytics_owners add column n integer generated always as (1 + 1) stored", "rewrites"],
  ["alter table public.analytics_owners alter column name type varchar(80)", "rewrites"],
  ["alter table public.analytics_owners alter column name set not null", "reads all of"],
  ["alter table public.analytics_owners add constraint short check (length(name) < 80)", "reads all of"],
  ["alter table public.analytics_owners add constraint short check (length(name) < 80) not valid", "locks"],
  ["alter table public.analytics_owners add constraint one unique (user_code, name)", "indexes"],
  ["create index analytics_owners_name on public.analytics_owners (name)", "indexes"],
  ["update public.analytics_owners set name = trim(name) where true", "changes rows of"],
])(
  "of what is written by hand the upgrade's head says what it does to the table: %s",
  (statement, effect) => {
    expect(effects(statement)).toEqual([`${effect} analytics_owners`]);
  },
);

test("of several effects on a table the worst is told, and blocks are named as what nobody can tell", () => {
  expect(
    effects(`
      alter table public.analytics_owners add column id uuid default gen_random_uuid();
      create index analytics_owners_id on public.analytics_owners (id);
      do $$ begin end; $$`),
  ).toEqual(["rewrites analytics_owners", "runs 1 block, to be read before"]);
});

test("what is said by hand of a source that has not changed is a fault, and comments change nothing", () => {
  const unchanged = { ...release, sources: { analytics_owners: hashOfSource(source) } };
  const commented = { ...source, text: `-- Who owns cards.\n${source.text}` };
  expect(upgradeSince(unchanged, [commented], [], "")).toBeNull();
  expect(upgradeSince(unchanged, [source], [], "-- owners/analytics_owners: nothing")?.faults).toEqual([
    "supabase/upgrade-by-hand.sql names analytics_owners, which is as it was in 1.0.0",
  ]);
});

import { readdirSync, readFileSync } from "node:fs";
import type { Catalog } from "#lib/operations/doctor/catalogue.ts";
import type { Point } from "#lib/operations/doctor/point.ts";

const MIGRATIONS = new URL("../../../supabase/migrations/", import.meta.url);
const MIB = 2 ** 20;

/**
 * What a migration's head says that it does to a table, in words for whoever is about to run it, and how much of it a second: what
 * PostgreSQL 18 did on two busy cores with a table of page views and its indexes, rounded down.
 */
const EFFECTS: [begin: string, meaning: string, mibPerSecond: number | null][] = [
  ["rewrites", "nobody reads or writes it meanwhile", 10],
  ["indexes", "nobody writes it meanwhile", 100],
  ["changes rows of", "reading and writing go on", 10],
  ["reads all of", "nobody writes it meanwhile", 300],
  ["locks", "for a moment", null],
];

/**
 * Before an upgrade: the migrations of this checkout that a database lacks, and what the head of each says that it does, with the
 * size of the tables. Nothing is changed by asking.
 */
export function upgradePoints({ settings, bytes }: Catalog): Point[] {
  const files = readdirSync(MIGRATIONS)
    .filter((file) => file.endsWith(".sql"))
    .sort();
  const strange = settings.migrations.filter((file) => !files.includes(file));
  if (strange.length > 0) {
    const todo = `${strange.join(", ")}, which this checkout does not know: take a newer one, a database does not go back`;
    return [{ name: "Daybook is in this database", todo }];
  }
  const missing = files.filter((file) => !settings.migrations.includes(file));
  if (missing.length === 0) return [{ name: "Daybook is in this database, and no migration is missing" }];
  return missing.flatMap((file) => [
    { name: `upgrade: ${file} will be applied, all of it or nothing; make a backup first` },
    ...effectsIn(readFileSync(new URL(file, MIGRATIONS), "utf8")).map((effect) => ({
      name: `upgrade:   ${explained(effect, bytes)}`,
    })),
  ]);
}

/** The lines under "What it does"; the first three migrations have none, they only make things. */
function effectsIn(sql: string): string[] {
  const [, list = ""] = /^-- What it does\n((?:-- {3}.*\n)+)/m.exec(sql) ?? [];
  return [...list.matchAll(/^-- {3}(.+)$/gm)].map(([, effect = ""]) => effect);
}

/** `rewrites analytics_clicks: 1,200 MiB, about 40 s; nobody reads or writes it meanwhile` */
function explained(effect: string, bytes: Record<string, number>): string {
  const known = EFFECTS.find(([begin]) => effect.startsWith(`${begin} `));
  if (!known) return effect;
  const [begin, meaning, mibPerSecond] = known;
  const size = bytes[effect.slice(begin.length + 1)];
  if (size === undefined) return `${effect}: ${meaning}`;
  const mib = size / MIB;
  const large = mib < 1 ? "under 1 MiB" : `${Math.round(mib).toLocaleString("en")} MiB`;
  const seconds = mibPerSecond === null ? "" : `, about ${Math.max(1, Math.round(mib / mibPerSecond))} s`;
  return `${effect}: ${large}${seconds}; ${meaning}`;
}

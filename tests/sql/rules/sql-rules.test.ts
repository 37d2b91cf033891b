import { describe, expect, test } from "vitest";
import { GUARD_RULES } from "#tests/sql/rules/guard-rules.ts";
import { parsedSql } from "#tests/sql/rules/parsed-sql.ts";
import { SHARD_RULES } from "#tests/sql/rules/shard-rules.ts";
import { sqlFiles } from "#tests/sql/rules/sql-files.ts";

// Parsed with PostgreSQL's own grammar: what is no SQL, in a body or in a text that it executes, fails here.
const ours = parsedSql(sqlFiles());

// Known breaches, each to be mended. One that is mended and still stands here fails its test.
const OPEN = [
  "daybook.claim_legacy_days: for update on several owners",
  "daybook.ensure_partitions: a moment cast to a date",
];

test("the sources hold tables, functions and texts that they execute", () => {
  expect(ours.tables.size).toBeGreaterThan(20);
  expect(ours.routines.size).toBeGreaterThan(50);
  expect(ours.queries.filter(({ form }) => form === "dynamic").length).toBeGreaterThan(20);
});

describe.each([...GUARD_RULES, ...SHARD_RULES])("$name", (rule) => {
  test.each(rule.breaks)("is broken by: %s", (text) => {
    expect(rule.breaches(parsedSql([{ path: "example.sql", text }]))).not.toEqual([]);
  });

  test.each(rule.keeps)("is kept by: %s", (text) => {
    expect(rule.breaches(parsedSql([{ path: "example.sql", text }]))).toEqual([]);
  });

  test("is kept by all SQL of ours", () => {
    const breaches = rule
      .breaches(ours)
      .map((breach) => ({ ...breach, at: `${breach.file}:${breach.line}` }));
    const listed = breaches.filter(({ object, what }) => !OPEN.includes(`${object}: ${what}`));
    expect(
      listed.map(({ at, object, what }) => `${at} ${object}: ${what}`),
      rule.why,
    ).toEqual([]);
  });
});

test("what is listed as open is open", () => {
  const breaches = [...GUARD_RULES, ...SHARD_RULES].flatMap((rule) => rule.breaches(ours));
  const standing = breaches.map(({ object, what }) => `${object}: ${what}`);
  expect(OPEN.filter((entry) => !standing.includes(entry))).toEqual([]);
});

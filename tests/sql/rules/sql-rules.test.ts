import { describe, expect, test } from "vitest";
import { GUARD_RULES } from "#tests/sql/rules/guard-rules.ts";
import { parsedSql } from "#tests/sql/rules/parsed-sql.ts";
import { SHARD_RULES } from "#tests/sql/rules/shard-rules.ts";
import { sqlFiles } from "#tests/sql/rules/sql-files.ts";

// Parsed with PostgreSQL's own grammar: what is no SQL, in a body or in a text that it executes, fails here.
const ours = parsedSql(sqlFiles());

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
    expect(
      breaches.map(({ at, object, what }) => `${at} ${object}: ${what}`),
      rule.why,
    ).toEqual([]);
  });
});

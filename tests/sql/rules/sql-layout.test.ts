import { scanSync } from "libpg-query";
import { expect, test } from "vitest";
import { parsedSql } from "#tests/sql/rules/parsed-sql.ts";
import { sqlFiles } from "#tests/sql/rules/sql-files.ts";

const files = sqlFiles();

test("no line of SQL has a tab or ends in blanks", () => {
  const wrong = files.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => (/\t|\s$/.test(line) ? [`${path}:${index + 1}`] : [])),
  );
  expect(wrong).toEqual([]);
});

test("every keyword is in lower case, in bodies too", () => {
  const bodies = parsedSql(files).queries.flatMap(({ file, routine }) =>
    routine ? [{ path: file, text: routine.body }] : [],
  );
  const texts = new Map([...files, ...bodies].map(({ path, text }) => [`${path} ${text}`, { path, text }]));
  const wrong = [...texts.values()].flatMap(({ path, text }) =>
    keywordsIn(text).map((word) => `${path}: ${word}`),
  );
  expect(wrong).toEqual([]);
  expect(keywordsIn("SELECT a from t")).toEqual(["SELECT"]);
});

/** The keywords of a text that are not in lower case, by PostgreSQL's own scanner. */
function keywordsIn(text: string): string[] {
  return scanSync(text)
    .tokens.filter(({ keywordKind, text: word }) => keywordKind !== 0 && word !== word.toLowerCase())
    .map(({ text: word }) => word);
}

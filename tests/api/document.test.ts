import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { clientTypes } from "#tests/api/generate-client.ts";

process.env.SUPABASE_URL ??= "http://127.0.0.1:1";
process.env.SUPABASE_PUBLISHABLE_KEY ??= "sb_publishable_test";
process.env.SUPABASE_SECRET_KEY ??= "sb_secret_test";

const file = new URL("client-types.ts", import.meta.url).pathname;

test("the typed client of the tests is what the document makes", async () => {
  const { openApi } = await import("#lib/api/openapi.ts");
  const types = await clientTypes(openApi());
  if (process.env.UPDATE_CLIENT) writeFileSync(file, types);
  expect(readFileSync(file, "utf8")).toBe(types);
});

test("every shape that the document refers to is in it, and every operation names its ability", async () => {
  const { openApi } = await import("#lib/api/openapi.ts");
  const document = openApi();
  const text = JSON.stringify(document);
  const referred = new Set(
    [...text.matchAll(/"#\/components\/(schemas|responses)\/(\w+)"/g)].map((m) => `${m[1]}/${m[2]}`),
  );
  const there = ["schemas", "responses"].flatMap((kind) =>
    Object.keys(document.components[kind as "schemas"]).map((name) => `${kind}/${name}`),
  );
  expect([...referred].filter((name) => !there.includes(name))).toEqual([]);
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  expect(operations.filter((one) => !one["x-ability"]).map(({ operationId }) => operationId)).toEqual([
    "getKey",
  ]);
  expect(text).not.toContain("$defs");
});

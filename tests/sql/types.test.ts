import { readFileSync } from "node:fs";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { databaseCatalogue, databaseTypes } from "#scripts/generate-types.ts";

test("the catalogue that the doctor expects is what the migrations make (else: npm run db:types)", async () => {
  const file = new URL("../../lib/operations/doctor/expected-catalogue.json", import.meta.url);
  expect(readFileSync(file, "utf8")).toBe(await databaseCatalogue(inject("nativeUrl")));
});

test("lib/supabase/database.types.ts is what supabase gen types prints (else: npm run db:types)", async () => {
  const template = inject("nativeUrl");
  const admin = new pg.Client(template.replace(/daybook$/, "postgres"));
  await admin.connect();
  await admin.query("create database generated_types template daybook");
  try {
    const generated = await databaseTypes(template.replace(/daybook$/, "generated_types"));
    const file = readFileSync(new URL("../../lib/supabase/database.types.ts", import.meta.url), "utf8");
    expect(file).toBe(generated);
  } finally {
    await admin.query("drop database generated_types with (force)");
    await admin.end();
  }
});

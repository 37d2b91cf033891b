import { readFileSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { databaseCatalogue, databaseTypes } from "#scripts/generate-types.ts";

/** A copy of the template: of one that somebody is in no other test could make its database. */
const NAME = "generated_types";
const url = inject("nativeUrl").replace(/daybook$/, NAME);
let admin: pg.Client;

beforeAll(async () => {
  admin = new pg.Client(inject("nativeUrl").replace(/daybook$/, "postgres"));
  await admin.connect();
  await admin.query(`create database ${NAME} template daybook`);
});
afterAll(async () => {
  await admin.query(`drop database ${NAME} with (force)`);
  await admin.end();
});

test("the catalogue that the doctor expects is what the migrations make (else: npm run db:types)", async () => {
  const file = new URL("../../lib/operations/doctor/expected-catalogue.json", import.meta.url);
  expect(readFileSync(file, "utf8")).toBe(await databaseCatalogue(url));
});

test("lib/supabase/database.types.ts is what supabase gen types prints (else: npm run db:types)", async () => {
  const generated = await databaseTypes(url);
  const file = readFileSync(new URL("../../lib/supabase/database.types.ts", import.meta.url), "utf8");
  expect(file).toBe(generated);
});

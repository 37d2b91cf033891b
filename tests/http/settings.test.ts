import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseEnvironment, parseSettings, SETTINGS } from "#lib/http/environment.ts";
import { WRONG_SETTINGS } from "#tests/http/wrong-settings.ts";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

test("README has one row for each setting, with all its names and its default", () => {
  const [, section = ""] = readme
    .split(/^## /m)
    .filter((part) => part.startsWith("Settings"))[0]!
    .split("|---|\n");
  const rows = section
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  const code = (cell = "") => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text);
  expect(rows.map(([, names, fallback]) => [code(names), code(fallback)])).toEqual(
    Object.values(SETTINGS).map((setting) => [
      [...setting.names],
      "fallback" in setting ? [setting.fallback] : [],
    ]),
  );
});

describe("a wrong value is named in one sentence, with what it must be", () => {
  test.each(WRONG_SETTINGS)("%s=%s", (name, value, must) => {
    const sentence = () => parseSettings({ [name]: value });
    expect(sentence).toThrow(
      new RegExp(`^Daybook cannot start: ${name} is .* ?must be:? [^;]*${must}.*\\.$`),
    );
    // A secret, or an address with a password in it, is not told to whoever reads the log.
    if (/SECRET|KEY|TOKEN|DATABASE_URL|SMTP_URL/.test(name)) expect(sentence).not.toThrow(value);
  });
});

test("every setting that can be wrong is tried with a wrong value", () => {
  const tried = new Set<string>(WRONG_SETTINGS.map(([name]) => name));
  const names = Object.values(SETTINGS).map((setting) => setting.names[0]);
  expect(names.filter((name) => !tried.has(name))).toEqual(["DAYBOOK_DATA"]);
});

test("all wrong and missing settings are named at once", () => {
  expect(() => parseEnvironment({ PORT: "abc", SUPABASE_URL: "abc" })).toThrow(
    /SUPABASE_URL is "abc" .*; SUPABASE_PUBLISHABLE_KEY is not set .*; SUPABASE_SECRET_KEY is not set .*; PORT is "abc" .*\.$/,
  );
});

test("an empty value counts as none, whichever name it has", () => {
  const none = parseSettings({});
  for (const { names } of Object.values(SETTINGS)) {
    for (const name of names) expect(parseSettings({ [name]: " " })).toEqual(none);
  }
  const integration = { SUPABASE_URL: "", NEXT_PUBLIC_SUPABASE_URL: "https://abc.supabase.co" };
  expect(parseSettings(integration).supabaseUrl).toBe("https://abc.supabase.co");
});

test("usual values are taken", () => {
  const usual = {
    DATABASE_URL:
      "postgresql://postgres.abc:p%40ss@aws-0-eu.pooler.supabase.com:6543/postgres?sslmode=require",
    HOST: "::1",
    PORT: " 0 ",
    SUPABASE_URL: "http://127.0.0.1:54321",
    LEGACY_DUAL_WRITE: "on",
  };
  expect(parseSettings(usual)).toMatchObject({
    databaseUrl: usual.DATABASE_URL,
    host: "::1",
    port: 0,
    supabaseUrl: usual.SUPABASE_URL,
    legacyDualWrite: true,
    clientRate: { events: 6_000, seconds: 60 },
  });
  for (const HOST of ["localhost", "0.0.0.0", "box-1.example.com", "127.0.0.1"]) {
    expect(parseSettings({ HOST }).host).toBe(HOST);
  }
  for (const DATABASE_URL of ["postgres://db", "postgres:///postgres?host=/var/run/postgresql"]) {
    expect(parseSettings({ DATABASE_URL }).databaseUrl).toBe(DATABASE_URL);
  }
});

import { globSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";

const root = new URL("..", import.meta.url).pathname;

test("no two files outside app and tests share a base name, so that a name finds its file", () => {
  const sources = globSync(["{components,lib,scripts,supabase}/**/*.{ts,tsx,sql}", "*.ts"], {
    cwd: root,
    exclude: ["supabase/migrations/**"],
  });
  const places = Map.groupBy(sources, (file) => basename(file).replace(/\.\w+$/, ""));
  const shared = [...places.values()].filter((files) => files.length > 1);
  expect(sources.length).toBeGreaterThan(250);
  expect(shared).toEqual([]);
});

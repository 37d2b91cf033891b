import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("..", import.meta.url).pathname;
const read = (file: string) => readFileSync(root + file, "utf8");

/**
 * The command line of Supabase for systems that the registry at hand does not hold: nothing but the maker's word says what they are.
 * On those systems `npm ci` takes them unseen, for `npm run db:migrate` and `npm run db:types` alone.
 */
const WITHOUT_HASH = /^node_modules\/@supabase\/cli-(?!linux-x64$)/;

test("every package of the lockfile has the hash of its content, and none the address of a registry", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as {
    packages: Record<string, { integrity?: string; resolved?: string; link?: boolean }>;
  };
  const others = Object.entries(packages).filter(([path]) => path !== "");
  expect(others.length).toBeGreaterThan(300);
  const bare = others.filter(([, { integrity }]) => !integrity?.startsWith("sha512-")).map(([path]) => path);
  expect(bare.filter((path) => !WITHOUT_HASH.test(path))).toEqual([]);
  expect(others.filter(([, { resolved }]) => resolved).map(([path]) => path)).toEqual([]);
});

test("dependencies are of one version each, and workflows take actions by their commit", () => {
  const { dependencies, devDependencies } = JSON.parse(read("package.json")) as Record<
    string,
    Record<string, string>
  >;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect(version, name).toMatch(/^(npm:\w+@)?\d+\.\d+\.\d+(-[\w.]+)?$/);
  for (const file of readdirSync(`${root}.github/workflows`)) {
    for (const [, action] of read(`.github/workflows/${file}`).matchAll(/uses: (\S+)/g))
      expect(action, file).toMatch(/@[0-9a-f]{40}$/);
  }
});

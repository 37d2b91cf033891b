import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("the script weighs at most 4 KB, and the build says how much", () => {
  const { stdout, status } = spawnSync(process.execPath, ["scripts/build-tracker.ts"], {
    cwd: root,
    encoding: "utf8",
  });
  console.log(stdout.trim());
  expect(status).toBe(0);
  expect(Number(/(\d+) bytes gzipped/.exec(stdout)?.[1])).toBeLessThanOrEqual(4_096);
});

test("who imports one function of the module gets no more than it needs", async () => {
  const size = async (names: string) => {
    const { outputFiles } = await build({
      stdin: { contents: `export { ${names} } from "#lib/tracker/index.ts"`, resolveDir: root },
      bundle: true,
      minify: true,
      format: "esm",
      write: false,
    });
    return outputFiles[0]?.contents.length ?? 0;
  };
  expect(await size("newSessionId")).toBeLessThan(700);
  expect(await size("optOut")).toBeLessThan(1_300);
  expect(await size("analyticsBatcher")).toBeLessThan(8_000);
});

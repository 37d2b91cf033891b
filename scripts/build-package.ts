import { execFileSync } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

/** The npm package of the tracker's module: lib/tracker as ESM with types, in a tarball that a site can install. */

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = `${root}dist/`;
const folder = `${dist}tracker/`;
/** The package's entry points, and the source of each. */
const ENTRIES = { index: "lib/tracker/index.ts", react: "lib/tracker/react.ts" };

const { version, license } = JSON.parse(await readFile(`${root}package.json`, "utf8"));
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: ENTRIES,
  outdir: folder,
  bundle: true,
  // Both entry points share one queue, so what they have in common is a module of its own.
  splitting: true,
  chunkNames: "shared-[hash]",
  format: "esm",
  platform: "browser",
  target: "es2022",
  external: ["react"],
  tsconfigRaw: {},
});
await writeTypes();
await writeFile(
  `${folder}package.json`,
  JSON.stringify(
    {
      name: "@daybook/tracker",
      version,
      description: "Records page views and clicks for Daybook, and loses none of them",
      license,
      type: "module",
      sideEffects: false,
      exports: {
        ".": { types: "./index.d.ts", default: "./index.js" },
        "./react": { types: "./react.d.ts", default: "./react.js" },
      },
      peerDependencies: { react: ">=18" },
      peerDependenciesMeta: { react: { optional: true } },
    },
    null,
    2,
  ),
);
await cp(`${root}docs/package.md`, `${folder}README.md`);
await cp(`${root}LICENSE`, `${folder}LICENSE`);
execFileSync("npm", ["pack", folder, "--pack-destination", dist, "--silent"], { stdio: "inherit" });

/** The types of both entry points, with what they name: as TypeScript writes them, but for their imports. */
async function writeTypes(): Promise<void> {
  const types = `${dist}types/`;
  const options =
    "--declaration --emitDeclarationOnly --strict --skipLibCheck --allowImportingTsExtensions".split(" ");
  const language =
    "--target es2023 --module esnext --moduleResolution bundler --lib dom,dom.iterable,esnext".split(" ");
  execFileSync(
    process.execPath,
    [
      `${root}node_modules/typescript/bin/tsc`,
      "--ignoreConfig",
      ...options,
      ...language,
      ...["--rootDir", "lib", "--outDir", types],
      ...Object.values(ENTRIES),
    ],
    { cwd: root, stdio: "inherit" },
  );
  const placed = new Set<string>();
  const place = async (name: string): Promise<void> => {
    if (placed.has(name)) return;
    placed.add(name);
    const source = await readFile(`${types}${name}.d.ts`, "utf8");
    // In the repository an import is written #lib/tracker/<name>.ts; in the package the files stand beside each other.
    const imported = /(["'])#lib\/([\w/-]+)\.ts\1/g;
    const target = `${folder}${flat(name)}.d.ts`;
    await mkdir(dirname(target), { recursive: true });
    await writeFile(
      target,
      source.replace(imported, (_, quote, path) => `${quote}./${flat(path)}.js${quote}`),
    );
    for (const [, , path] of source.matchAll(imported)) await place(path ?? "");
  };
  for (const path of Object.values(ENTRIES)) await place(path.slice("lib/".length, -".ts".length));
  await rm(types, { recursive: true });
}

/** The name of a type file in the package: without the room of lib that it came from. */
function flat(path: string): string {
  return path.replace(/^tracker\//, "");
}

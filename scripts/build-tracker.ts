import { mkdir, rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";
import { minify } from "terser";

/** 4 KB: what the whole script may weigh on its way to a visitor. */
const MAX_BYTES = 4 * 1024;

const root = fileURLToPath(new URL("..", import.meta.url));

const bundle = await build({
  absWorkingDir: root,
  entryPoints: ["lib/tracker/script.ts"],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2021",
  // Without it every compiler option of the project would count, such as the one that asks for "use strict".
  tsconfigRaw: {},
  write: false,
});

// Terser inlines what esbuild leaves apart: about a twentieth of the whole.
const { code = "" } = await minify(bundle.outputFiles[0]?.text ?? "", {
  ecma: 2020,
  toplevel: true,
  compress: {
    passes: 10,
    unsafe: true,
    unsafe_arrows: true,
    unsafe_math: true,
    unsafe_methods: true,
    pure_getters: true,
    booleans_as_integers: true,
    hoist_funs: true,
    keep_fargs: false,
  },
});

const size = gzipSync(code, { level: 9 }).length;
if (size > MAX_BYTES) {
  console.error(`public/tracker.js would be ${size} bytes gzipped, over its limit of ${MAX_BYTES}.`);
  process.exit(1);
}
await mkdir(`${root}public`, { recursive: true });
// A rename is atomic: a server never sends half a script while it is built.
const unfinished = `${root}public/.tracker-${process.pid}.js`;
await writeFile(unfinished, code);
await rename(unfinished, `${root}public/tracker.js`);
console.log(`public/tracker.js: ${size} bytes gzipped (at most ${MAX_BYTES}), ${code.length} minified`);

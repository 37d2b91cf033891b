/**
 * `npm run build:ingest-server`: the ingest server as one file, `dist/ingest-server.mjs`, which needs Node and nothing beside it.
 * The image of the ingest server holds it.
 */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

await build({
  absWorkingDir: root,
  entryPoints: ["scripts/ingest-server.ts"],
  outfile: "dist/ingest-server.mjs",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  // Only where somebody has installed it does the driver load its native twin.
  external: ["pg-native"],
  // Packages of the older form ask for Node's own modules by `require`.
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
  // What a package writes about its licence stays with it.
  legalComments: "eof",
  tsconfigRaw: {},
});

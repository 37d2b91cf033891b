/**
 * `npm run licences`: writes docs/licences.md, the packages that a running Daybook holds and their licences, as package-lock.json
 * says. With `--check` it changes nothing, and fails when the list is out of date or a licence asks for more than to be named.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

/** Licences whose packages may be passed on inside another work, with their notice. */
const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC-BY-4.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "OFL-1.1",
  "Unlicense",
  // Of libvips, a library of its own that Next's image tool loads where it is installed, and that is left as it is.
  "LGPL-3.0-or-later",
]);

/** Packages that are installed to build Daybook, and of which the build keeps a part: letters, and the map of the world. */
const KEPT_BY_THE_BUILD = /^(@fontsource(-variable)?\/|world-atlas$|tailwindcss$)/;

type Package = { version: string; license?: string; dev?: boolean; devOptional?: boolean; os?: string[] };

const root = new URL("..", import.meta.url).pathname;
const list = `${root}docs/licences.md`;
const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, "utf8")) as {
  packages: Record<string, Package>;
};

const rows: string[] = [];
const refused: string[] = [];
for (const [path, { version, license, dev, devOptional, os }] of Object.entries(packages)) {
  const name = path.split("node_modules/").at(-1) ?? "";
  // What is made for one system is a part of a package that is listed.
  if (!name || os || ((dev || devOptional) && !KEPT_BY_THE_BUILD.test(name))) continue;
  const parts = (license ?? "none").split(/ AND /).map((part) => part.replace(/[()]/g, ""));
  // Of licences to choose from one is enough.
  const isFine = parts.every((part) => part.split(" OR ").some((one) => ALLOWED.has(one)));
  if (!isFine) refused.push(`${name} ${version}: ${license ?? "no licence"}`);
  rows.push(`| ${name} | ${version} | ${license} |`);
}

const text = `# Licences of what Daybook holds

The packages of a running Daybook, as \`package-lock.json\` has them; \`npm run licences\` writes this list, and \`npm run lint\` fails when it
is out of date. A list for machines (CycloneDX): \`npm run --silent sbom > sbom.json\`. The map is made from Natural Earth's data, which
are in the public domain. Daybook itself: [MIT](../LICENSE).

| package | version | licence |
|---|---|---|
${rows.join("\n")}
`;

const { check } = parseArgs({ options: { check: { type: "boolean", default: false } } }).values;
if (refused.length > 0) {
  console.error(`Licences that scripts/licences.ts does not allow:\n${refused.join("\n")}`);
  process.exitCode = 1;
} else if (!check) {
  writeFileSync(list, text);
} else if (readFileSync(list, "utf8") !== text) {
  console.error("docs/licences.md is out of date: npm run licences.");
  process.exitCode = 1;
}

/**
 * The last step of `npm run build`: Next's standalone server (`.next/standalone/server.js`) wants the files that browsers load
 * beside it, and none of the sources that Next puts there for paths that are put together at run time. `npm start` and the image
 * start it. Next's own builder on Vercel makes none, and needs none.
 */
import { existsSync } from "node:fs";
import { cp, readdir, rm, utimes } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** What the server reads; all else that lies there is left out, and so are `.env` files: settings are the environment's. */
const NEEDED = [".next", "docs", "node_modules", "package.json", "server.js"];

const built = fileURLToPath(new URL("../.next/", import.meta.url));
const standalone = `${built}standalone/`;

if (existsSync(standalone)) {
  for (const name of await readdir(standalone))
    if (!NEEDED.includes(name)) await rm(standalone + name, { recursive: true });
  for (const name of await readdir(`${standalone}docs`))
    if (name !== "tracker.md") await rm(`${standalone}docs/${name}`, { recursive: true });
  await rm(`${standalone}.next/static`, { recursive: true, force: true });
  await cp(`${built}static`, `${standalone}.next/static`, { recursive: true });
  await cp(fileURLToPath(new URL("../public", import.meta.url)), `${standalone}public`, { recursive: true });
  const now = new Date();
  await utimes(`${standalone}server.js`, now, now);
}

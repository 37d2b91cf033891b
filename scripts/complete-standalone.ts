/**
 * The last step of `npm run build`: Next's standalone server (`.next/standalone/server.js`) wants the files that browsers load
 * beside it. `npm start` and the image start it. Next's own builder on Vercel makes none, and needs none.
 */

import { existsSync } from "node:fs";
import { cp, rm, utimes } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const built = fileURLToPath(new URL("../.next/", import.meta.url));
const standalone = `${built}standalone/`;

if (existsSync(standalone)) {
  for (const [from, to] of [
    [`${built}static`, `${standalone}.next/static`],
    [fileURLToPath(new URL("../public", import.meta.url)), `${standalone}public`],
  ] as const) {
    await rm(to, { recursive: true, force: true });
    await cp(from, to, { recursive: true });
  }
  // Settings are the environment's: what Next copied of them at build time would outlive a change.
  for (const name of [".env", ".env.production"]) await rm(`${standalone}${name}`, { force: true });
  const now = new Date();
  await utimes(`${standalone}server.js`, now, now);
}

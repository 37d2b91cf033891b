import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { freePort } from "#supabase/local/free-port.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { test } from "#tests/e2e/test.ts";

const { supabaseUrl, publishableKey, secretKey } = underTest();

/** The folder that the image holds, in a place where nothing of the repository is found, started as the image starts it. */
async function startImage(folder: string, environment: Record<string, string>) {
  cpSync(new URL("../../.next/standalone", import.meta.url).pathname, folder, {
    recursive: true,
    verbatimSymlinks: true,
  });
  const port = await freePort();
  const child: ChildProcess = spawn(process.execPath, ["server.js"], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      HOSTNAME: "127.0.0.1",
      PORT: String(port),
      SUPABASE_URL: supabaseUrl,
      SUPABASE_PUBLISHABLE_KEY: publishableKey,
      SUPABASE_SECRET_KEY: secretKey,
      ...environment,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  await expect
    .poll(() =>
      fetch(`${url}/api/health`).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
  return { url, child };
}

test("what the image holds serves every kind of page and file by itself, and ends when it is told to", async ({
  request,
}) => {
  const folder = mkdtempSync(join(tmpdir(), "daybook-image-"));
  try {
    const { url, child } = await startImage(folder, { DEMO_OWNER: "myclik" });
    for (const path of [
      "/",
      "/sign-in",
      "/demo",
      "/c/myclik",
      "/c/myclik/contact.vcf",
      "/c/myclik/preview.png",
      "/docs/tracker",
      "/docs/api",
      "/api/v1/openapi.json",
      "/s/myclik/k7f2",
      "/tracker.js",
    ]) {
      const answer = await request.get(url + path, { maxRedirects: 0 });
      expect(answer.status(), path).toBeLessThan(400);
    }
    const page = await (await request.get(url)).text();
    const files = [...page.matchAll(/(?:src|href)="(\/_next\/static\/[^"]+)"/g)].map(([, file = ""]) => file);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect((await request.get(url + file)).status(), file).toBe(200);
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

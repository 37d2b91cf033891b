import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Browser, chromium, devices, type Page } from "@playwright/test";
import type { SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sessionUuid } from "#lib/session-id.ts";
import { browser as pinnedBrowser } from "#tests/e2e/browser.ts";
import { addOwner, startRealServer } from "#tests/ingest/support/real-server.ts";

const run = promisify(execFile);
const root = new URL("../..", import.meta.url).pathname;
const bin = (path: string) => join(root, "node_modules", path);

let folder: string;
let ingestUrl: string;
let client: SupabaseClient;
let stopIngest: () => Promise<void>;
let browser: Browser;
let site: Server;
let siteUrl: string;

beforeAll(async () => {
  const started = startRealServer();
  // Below the checkout, so that both apps find its Vite, Next and React, and below a folder that no other tool looks into.
  await mkdir(join(root, ".daybook"), { recursive: true });
  folder = await mkdtemp(join(root, ".daybook/package-"));
  await run(process.execPath, ["scripts/build-package.ts"], { cwd: root });
  ({ url: ingestUrl, client, stop: stopIngest } = await started);
  browser = await chromium.launch(await pinnedBrowser());
  site = createServer(async ({ url }, response) => {
    const { pathname } = new URL(url ?? "/", "http://site");
    const found = await readFile(join(folder, fileOf(pathname))).catch(() => null);
    response.writeHead(found ? 200 : 404, { "Content-Type": typeOf(pathname) }).end(found);
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  siteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await browser?.close();
  site?.closeAllConnections();
  site?.close();
  await stopIngest?.();
  await rm(folder, { recursive: true, force: true });
});

/** `/vite/…` is what Vite has built, `/next/…` what Next has; a page is the HTML file of its name. */
function fileOf(pathname: string): string {
  const [, app = "", ...rest] = pathname.split("/");
  const path = rest.join("/");
  if (/\.\w+$/.test(path)) return join(app, "out", path);
  return join(app, "out", app === "next" && path ? `${path}.html` : "index.html");
}

function typeOf(pathname: string): string {
  const types: Record<string, string> = { js: "text/javascript", txt: "text/plain" };
  return types[pathname.split(".").at(-1) ?? ""] ?? "text/html";
}

/** A blank app of these files, with the tarball installed, and nothing fetched. */
async function newApp(name: string, files: Record<string, string>): Promise<string> {
  const app = join(folder, name);
  for (const [path, text] of Object.entries({
    ...files,
    "package.json": `{"name":"${name}","type":"module"}`,
  })) {
    await mkdir(join(app, path, ".."), { recursive: true });
    await writeFile(join(app, path), text);
  }
  const tarball = (await readdir(join(root, "dist"))).find((file) => file.endsWith(".tgz"));
  await cp(join(root, "dist", tarball!), join(app, "tracker.tgz"));
  const quiet = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  await run("npm", ["install", ...quiet, "./tracker.tgz"], { cwd: app });
  expect(await readdir(join(app, "node_modules"))).toEqual([".package-lock.json", "@daybook"]);
  return app;
}

async function visit(userCode: string, steps: (page: Page) => Promise<void>) {
  await addOwner(client, userCode);
  const context = await browser.newContext({ userAgent: devices["Desktop Chrome"].userAgent });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await steps(page);
  // What has not been sent yet goes when the page is left.
  await page.goto("about:blank");
  const rows = async (table: string, order: string) =>
    (await client.from(table).select().eq("user_code", userCode).order(order)).data ?? [];
  await expect.poll(async () => (await rows("analytics_clicks", "at")).length, { timeout: 60_000 }).toBe(1);
  await context.close();
  expect(faults).toEqual([]);
  return {
    sessions: await rows("analytics_sessions", "started_at"),
    pages: (await rows("analytics_page_views", "at")).map(({ page }) => page),
    clicks: await rows("analytics_clicks", "at"),
  };
}

test("a blank Vite app calls the functions with an id of its own, in the browser and on a server", async () => {
  const app = await newApp("vite", {
    "index.html": `<button id="call">Call</button><script type="module" src="/main.ts"></script>`,
    "main.ts": `
      import { analyticsBatcher, configure } from "@daybook/tracker";
      configure({ endpoint: "${ingestUrl}/api/ingest" });
      analyticsBatcher.trackPageView("order-4711", "with-vite", "k7f2", "home");
      document.querySelector("#call")?.addEventListener("click", () => {
        analyticsBatcher.trackClick("order-4711", "with-vite", "k7f2", "home", "phone");
      });`,
    "server.mjs": `
      import { createElement } from "react";
      import { renderToString } from "react-dom/server";
      import { analyticsBatcher, newSessionId } from "@daybook/tracker";
      import { DaybookAnalytics } from "@daybook/tracker/react";
      analyticsBatcher.trackPageView(newSessionId(), "with-vite", "", "home");
      await analyticsBatcher.flush();
      console.log(JSON.stringify(renderToString(createElement(DaybookAnalytics, { userCode: "with-vite" }))));`,
  });
  await run(process.execPath, [bin("vite/bin/vite.js"), "build", "--base", "/vite/", "--outDir", "out"], {
    cwd: app,
  });
  expect((await run(process.execPath, ["server.mjs"], { cwd: app })).stdout).toBe('""\n');

  const stored = await visit("with-vite", async (page) => {
    await page.goto(`${siteUrl}/vite/`);
    await page.getByRole("button", { name: "Call" }).click();
  });
  expect(stored).toMatchObject({
    sessions: [{ session_id: sessionUuid("order-4711"), share_code: "k7f2", group_code: "friends" }],
    pages: ["home"],
    clicks: [{ target: "phone", page: "home" }],
  });
});

// A build of Next takes half a minute of one processor.
test("a blank Next app renders one component, and its routes and contact links are recorded", async () => {
  const app = await newApp("next", {
    // Files as they are served, with the pages rendered before; a cache of what is built once would take longer than it saves.
    "next.config.mjs": `export default {
      output: "export",
      distDir: "out",
      basePath: "/next",
      turbopack: { root: ${JSON.stringify(root)} },
      experimental: { turbopackFileSystemCacheForBuild: false },
    };`,
    "app/layout.jsx": `
      import { DaybookAnalytics } from "@daybook/tracker/react";
      export default function Layout({ children }) {
        return (
          <html lang="en">
            <body>
              <DaybookAnalytics userCode="with-next" endpoint="${ingestUrl}/api/ingest" storage={undefined} />
              {children}
            </body>
          </html>
        );
      }`,
    "app/page.jsx": `
      import Link from "next/link";
      export default function Page() {
        return <Link href="/about">About</Link>;
      }`,
    "app/about/page.jsx": `
      export default function About() {
        return <a href="mailto:ada@example.com">Write</a>;
      }`,
  });
  await run(process.execPath, [bin("next/dist/bin/next"), "build"], {
    cwd: app,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });

  const stored = await visit("with-next", async (page) => {
    await page.goto(`${siteUrl}/next?s=k7f2`);
    await page.getByRole("link", { name: "About" }).click();
    await page.getByRole("link", { name: "Write" }).click();
  });
  expect(stored).toMatchObject({
    sessions: [{ share_code: "k7f2", group_code: "friends" }],
    pages: ["/next", "/next/about"],
    clicks: [{ target: "email", page: "/next/about" }],
  });
}, 400_000);

test("its types hold in a strict project, however that resolves its modules", async () => {
  const app = await newApp("types", {
    "use.tsx": `
      import { analyticsBatcher, configure, newSessionId, optOut, trackSite } from "@daybook/tracker";
      import { DaybookAnalytics, type DaybookProps, useDaybook } from "@daybook/tracker/react";
      configure({ endpoint: "/api/ingest" });
      const id: string = newSessionId();
      analyticsBatcher.trackPageView(id, "myclik", "", "home");
      const flushed: Promise<void> = analyticsBatcher.flush();
      const end: () => void = trackSite("myclik");
      optOut(false);
      const props: DaybookProps = { userCode: "myclik", shareCode: "k7f2" };
      export function App() {
        useDaybook(props);
        return <DaybookAnalytics {...props} />;
      }
      // @ts-expect-error: whose visits these are must be said
      export const faulty = <DaybookAnalytics shareCode="k7f2" />;
      // @ts-expect-error: there is no such setting
      configure({ endpiont: "/api/ingest" });
      export { end, flushed };`,
  });
  for (const [module, resolution] of [
    ["esnext", "bundler"],
    ["nodenext", "nodenext"],
  ] as const) {
    const options = [
      "--strict",
      "--exactOptionalPropertyTypes",
      "--noUncheckedIndexedAccess",
      "--jsx",
      "react-jsx",
    ];
    const modules = ["--module", module, "--moduleResolution", resolution];
    const tsc = run(
      process.execPath,
      [
        bin("typescript/bin/tsc"),
        "--ignoreConfig",
        "--noEmit",
        "--types",
        "react",
        ...options,
        ...modules,
        "use.tsx",
      ],
      { cwd: app },
    );
    await expect(tsc, resolution).resolves.toMatchObject({ stdout: "" });
  }
});

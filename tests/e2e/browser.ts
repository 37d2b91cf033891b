import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { devices, chromium as playwrightChromium } from "@playwright/test";

/** What `launchOptions` of playwright.config.ts and `chromium.launch()` need. */
export type Browser = { executablePath: string; args: string[] };

/**
 * The browser that every end-to-end test runs in: the Chromium that the lockfile pins on Linux x64, elsewhere
 * Playwright's own or the system's. Safe to call from several processes at once.
 */
export async function browser(): Promise<Browser> {
  const executablePath = (await pinnedChromium()) ?? installedChromium();
  if (!executablePath) {
    throw new Error("No Chromium found: run `npx playwright install chromium` once.");
  }
  // A context's own user agent is not that of the requests which outlive a page: they would tell a headless browser,
  // and be taken for a bot's.
  const args = [`--user-agent=${devices["Desktop Chrome"].userAgent}`];
  // Without a graphics card, what is painted by the processor costs less than a card that is imitated.
  args.push("--disable-gpu");
  // Chromium refuses to run as root inside its own sandbox; containers often leave /dev/shm too small for it.
  if (process.getuid?.() === 0) args.push("--no-sandbox", "--disable-dev-shm-usage");
  return { executablePath, args };
}

/** The compressed Chromium from npm, unpacked once per version into node_modules/.cache. */
async function pinnedChromium(): Promise<string | undefined> {
  if (process.platform !== "linux" || process.arch !== "x64") return undefined;

  const packageFolder = new URL("../../node_modules/@sparticuz/chromium/", import.meta.url);
  const { version } = JSON.parse(readFileSync(new URL("package.json", packageFolder), "utf8"));
  const cache = fileURLToPath(new URL("../../node_modules/.cache/chromium/", import.meta.url));
  const folder = `${cache}${version}`;

  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const unpacking = mkdtempSync(`${cache}unpacking-`);
    await unpack(fileURLToPath(new URL("bin/", packageFolder)), unpacking);
    try {
      // A rename is atomic: whoever comes second finds a complete folder and throws its own away.
      renameSync(unpacking, folder);
    } catch (error) {
      rmSync(unpacking, { recursive: true });
      if (!existsSync(folder)) throw error;
    }
  }

  const executable = `${folder}/chromium`;
  // The package brings the libraries that a bare system lacks; a system that has its own is left alone.
  if (lacksLibraries(executable)) {
    const { setupLambdaEnvironment } = await import("@sparticuz/chromium");
    setupLambdaEnvironment(`${folder}/al2023/lib`);
  }
  return executable;
}

async function unpack(from: string, to: string): Promise<void> {
  const { inflate } = await import("@sparticuz/chromium");
  const before = process.env.TMPDIR;
  process.env.TMPDIR = to; // where `inflate` puts what it unpacks
  try {
    await Promise.all(
      ["chromium.br", "swiftshader.tar.br", "al2023.tar.br"].map((file) => inflate(`${from}${file}`)),
    );
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

function lacksLibraries(executable: string): boolean {
  try {
    return execFileSync("ldd", [executable], { encoding: "utf8" }).includes("not found");
  } catch {
    return false;
  }
}

function installedChromium(): string | undefined {
  return [playwrightChromium.executablePath(), "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
    existsSync,
  );
}

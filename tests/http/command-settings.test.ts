import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "#supabase/local/free-port.ts";
import { WRONG_SETTINGS } from "#tests/http/wrong-settings.ts";

const START = "start.ts";
const COMMANDS = [
  [START],
  [START, "--dev"],
  ["ingest-server.ts"],
  ["db-migrate.ts"],
  ["db-add.ts", "supabase"],
  ["doctor.ts"],
  ["legacy-import.ts"],
  ["legacy-compare.ts"],
];
const KEYS = { SUPABASE_PUBLISHABLE_KEY: "sb_publishable_test", SUPABASE_SECRET_KEY: "sb_secret_test" };

/** A command of the move ends with 2 where it could not run: 1 says that old and new differ. */
const couldNotRun = (command: string) => (command.startsWith("legacy-") ? 2 : 1);

/** Where a command finds nothing of another Daybook. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "daybook-settings-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a command in an environment of nothing but this, until it ends. */
async function run([script = "", ...options]: string[], environment: Record<string, string>) {
  const child = spawn(process.execPath, [`scripts/${script}`, ...options], {
    cwd: new URL("../..", import.meta.url).pathname,
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "test",
      NODE_COMPILE_CACHE: join(folder, "compiled"),
      DAYBOOK_DATA: join(folder, "data"),
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      output += data;
    });
  }
  const [code] = await once(child, "close");
  const said = output.trim();
  // The ingest server writes its log in JSON, a line each.
  return { code, said: said.startsWith("{") ? (JSON.parse(said).msg as string) : said };
}

// Every command reads all settings in the same way, so each wrong value is tried with one of them, in turn.
describe("a wrong setting ends a command with one sentence, before it has done anything", () => {
  const starts = WRONG_SETTINGS.map(
    (wrong, index) => [COMMANDS[index % COMMANDS.length]!.join(" "), ...wrong] as const,
  );
  test.concurrent.each(starts)("%s with %s=%s", async (command, name, value, must) => {
    const { code, said } = await run(command.split(" "), { [name]: value });
    expect(said).toMatch(/^Daybook cannot start: [^\n]+\.$/);
    expect(said).toContain(`${name} is `);
    expect(said).toContain(must);
    expect(code).toBe(couldNotRun(command));
  });
});

test("what a command needs and is not given is named, with every name it is known by", async () => {
  const nothing = { SUPABASE_URL: "", DATABASE_URL: "" };
  for (const command of ["doctor.ts", "legacy-import.ts", "legacy-compare.ts"]) {
    const { code, said } = await run([command], nothing);
    expect(said).toMatch(
      /^Daybook cannot start: SUPABASE_URL is not set .*; SUPABASE_SECRET_KEY is not set .*\.$/,
    );
    expect(code).toBe(couldNotRun(command));
  }
  const migrate = await run(["db-migrate.ts"], nothing);
  expect(migrate).toEqual({
    code: 1,
    said: expect.stringMatching(/^Daybook cannot start: DATABASE_URL is not set[^\n]+\.$/),
  });
  const start = await run([START], { SUPABASE_URL: "https://abc.supabase.co" });
  expect(start).toEqual({
    code: 1,
    said: expect.stringMatching(/^Daybook cannot start: SUPABASE_PUBLISHABLE_KEY is not set [^\n]+\.$/),
  });
});

describe("a port in use", () => {
  const listener = createServer();
  let taken: string;
  beforeAll(async () => {
    taken = String(await freePort());
    await once(listener.listen(Number(taken), "127.0.0.1"), "listening");
  });
  afterAll(() => void listener.close());

  test("is named by npm start before it builds, whichever of its ports it is", async () => {
    for (const setting of ["PORT", "SUPABASE_PORT"]) {
      const ports = {
        PORT: String(await freePort()),
        SUPABASE_PORT: String(await freePort()),
        [setting]: taken,
      };
      expect(await run([START], ports)).toEqual({
        code: 1,
        said: `Port ${taken} is in use: stop what listens there, or set ${setting} to another.`,
      });
    }
    expect(await run([START], { PORT: taken, SUPABASE_PORT: taken })).toEqual({
      code: 1,
      said: `PORT and SUPABASE_PORT are both ${taken}: set one of them to another.`,
    });
  });

  test("is named by the ingest server, and so is a host that is not this machine", async () => {
    const project = { SUPABASE_URL: "http://127.0.0.1:1", ...KEYS };
    expect(await run(["ingest-server.ts"], { ...project, HOST: "127.0.0.1", PORT: taken })).toEqual({
      code: 1,
      said: `Port ${taken} is in use: stop what listens there, or set PORT to another.`,
    });
    expect(await run(["ingest-server.ts"], { ...project, HOST: "192.0.2.1", PORT: "0" })).toEqual({
      code: 1,
      said: "192.0.2.1 is no address of this machine: set HOST to one, or to 0.0.0.0 for all.",
    });
  });
});

test("a data folder that is a file is named", async () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  const ports = { PORT: String(await freePort()), SUPABASE_PORT: String(await freePort()) };
  const { code, said } = await run([START], { ...ports, DAYBOOK_DATA: file });
  expect(said).toMatch(/^DAYBOOK_DATA must be a folder that can be written \([^\n]+\)\.$/);
  expect(code).toBe(1);
});

test("an option that there is not ends npm start and the doctor with one line", async () => {
  for (const command of [START, "doctor.ts"]) {
    const { code, said } = await run([command, "--port=1"], {});
    expect(said).toMatch(/^Unknown option '--port'[^\n]*$/);
    expect(code).toBe(1);
  }
});

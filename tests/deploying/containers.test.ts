import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { validate } from "dockerfile-utils";
import { jwtVerify } from "jose";
import { parse as parseToml } from "smol-toml";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { SETTINGS } from "#lib/http/environment.ts";

const root = new URL("../../", import.meta.url).pathname;
const read = (file: string) => readFileSync(root + file, "utf8");
const settings = new Set<string>(Object.values(SETTINGS).flatMap(({ names }) => names));

type Service = {
  image?: string;
  build?: { dockerfile?: string };
  environment?: Record<string, string>;
  stop_grace_period?: string;
};
const compose: { services: Record<string, Service> } = parseYaml(read("compose.yaml"), { merge: true });
const fly = parseToml(read("fly.toml")) as {
  kill_timeout: string;
  build: { dockerfile: string };
  env: Record<string, string>;
  http_service: { internal_port: number; checks: { path: string }[] };
};
const [render] = (
  parseYaml(read("render.yaml")) as {
    services: {
      dockerfilePath: string;
      healthCheckPath: string;
      maxShutdownDelaySeconds: number;
      envVars: { key: string; value?: string }[];
    }[];
  }
).services;
const railway = JSON.parse(read("railway.json")) as {
  build: { dockerfilePath: string };
  deploy: { healthcheckPath: string; drainingSeconds: number };
};

describe.each(["Dockerfile", "Dockerfile.ingest"])("%s", (file) => {
  const text = read(file);
  const lastStage = text.slice(text.lastIndexOf("\nFROM "));

  test("has no mistake that Docker's language server knows", () => {
    expect(validate(text).map(({ message }) => message)).toEqual([]);
  });

  test("builds and runs on the Node that npm run takes", () => {
    const [major] = JSON.parse(read("package.json")).devDependencies.node.split(".");
    for (const [, version] of text.matchAll(/^FROM node:(\S+)/gm))
      expect(version).toBe(`${major}-bookworm-slim`);
  });

  test("runs as nobody special, is asked for its health, and is started as a process that gets signals", () => {
    expect(lastStage).toMatch(/^USER node$/m);
    expect(lastStage).toMatch(/^HEALTHCHECK [\s\S]*\/api\/health/m);
    expect(lastStage).toMatch(/^CMD \["node", "[\w-]+\.m?js"\]$/m);
  });
});

test("files of the environment, of tools and of tests get into no image", () => {
  const left = read(".dockerignore").split("\n");
  for (const name of [".env", ".env.*", ".daybook", ".git", "node_modules", ".next"])
    expect(left).toContain(name);
});

test("every variable that a platform's file sets for Daybook is a setting of Daybook's", () => {
  const own = ["app", "ingest", "migrations"].flatMap((name) =>
    Object.keys(compose.services[name]?.environment ?? {}),
  );
  const set = [...own, ...Object.keys(fly.env), ...(render?.envVars.map(({ key }) => key) ?? [])];
  expect(set.length).toBeGreaterThan(20);
  expect(set.filter((name) => !settings.has(name))).toEqual([]);
});

test("compose.yaml asks for no secret that self-hosted:keys does not make, and the keys are signed with the secret beside them", async () => {
  const made = parseEnv(
    execFileSync(process.execPath, ["scripts/self-hosted-keys.ts"], { cwd: root, encoding: "utf8" }),
  );
  const asked = [...read("compose.yaml").matchAll(/(?<!\$)\$\{(\w+)(:\?[^}]*)?\}/g)].map(([, name]) => name);
  expect(asked.filter((name) => name && !(name in made))).toEqual([]);
  for (const [name, role] of [
    ["SUPABASE_PUBLISHABLE_KEY", "anon"],
    ["SUPABASE_SECRET_KEY", "service_role"],
  ] as const) {
    const secret = new TextEncoder().encode(made.JWT_SECRET);
    expect((await jwtVerify(made[name] ?? "", secret)).payload.role).toBe(role);
  }
});

test("images of others are of one version each", () => {
  for (const { image } of Object.values(compose.services)) {
    if (image) expect(image).toMatch(/:v?\d+\.\d+/);
  }
});

test("the ingest server is built from its own file, asked for its health, and given longer than the 20 seconds in which it writes what waits", () => {
  expect(fly.build.dockerfile).toBe("Dockerfile.ingest");
  expect(railway.build.dockerfilePath).toBe("Dockerfile.ingest");
  expect(render?.dockerfilePath).toBe("./Dockerfile.ingest");
  expect(compose.services.ingest?.build?.dockerfile).toBe("Dockerfile.ingest");
  const checked = [fly.http_service.checks[0]?.path, render?.healthCheckPath, railway.deploy.healthcheckPath];
  expect(checked).toEqual(Array(3).fill("/api/health"));
  expect(String(fly.http_service.internal_port)).toBe(fly.env.PORT);
  const given = [
    Number.parseInt(fly.kill_timeout, 10),
    render?.maxShutdownDelaySeconds,
    railway.deploy.drainingSeconds,
    Number.parseInt(compose.services.ingest?.stop_grace_period ?? "0", 10),
  ];
  for (const seconds of given) expect(seconds).toBeGreaterThan(20);
});

test("the link that deploys to Vercel asks for the settings that Daybook cannot start without", () => {
  const [, address = ""] =
    /\((https:\/\/vercel\.com\/new\/clone\?[^)]+)\)/.exec(read("docs/deploying.md")) ?? [];
  const asked = new URL(address).searchParams.get("env")?.split(",") ?? [];
  expect(asked).toEqual(["SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY", "SUPABASE_SECRET_KEY", "CRON_SECRET"]);
  for (const name of asked) expect(settings).toContain(name);
});

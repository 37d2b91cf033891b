import { randomUUID } from "node:crypto";
import { isIP } from "node:net";
import { isNear } from "#lib/http/client-address.ts";
import { type Point, point } from "#lib/operations/doctor/point.ts";

const TIMEOUT_MS = 15_000;
/** Known to the bot filter: what the doctor sends is accounted for and never counted as a visit. */
const USER_AGENT = "DaybookDoctor/1.0 (bot)";

export const PROBE = { batches: 8, events: 5 };

type Answer = { status: number; body: string; type: string };

/** The parts of a running app that visitors, schedulers and members meet. */
export async function appPoints(url: string, cronSecret: string | undefined): Promise<Point[]> {
  const ask = (path: string, init: RequestInit = {}) => request(new URL(path, url), init);
  const health = await ask("/api/health");
  if (health.status === 0)
    return [{ name: `app ${url}`, todo: `no answer (${health.body}): check DAYBOOK_URL` }];
  const tracker = await ask("/tracker.js");
  const refused = await ask("/api/ingest", { method: "POST", body: "{" });
  const stranger = await ask("/api/cron/aggregate-analytics", { method: "HEAD" });
  const scheduler = cronSecret
    ? // HEAD asks whether the secret is right and runs nothing: GET would roll up and remove what retention ends.
      await ask("/api/cron/aggregate-analytics", {
        method: "HEAD",
        headers: { Authorization: `Bearer ${cronSecret}` },
      })
    : null;
  return [
    point("app: /api/health", health.status === 200, `${health.status}: ${health.body.slice(0, 200)}`),
    point(
      "app: /tracker.js is served",
      tracker.status === 200 && tracker.type.includes("javascript"),
      `${tracker.status} ${tracker.type}: run npm run build`,
    ),
    point(
      "app: /api/ingest refuses what is no JSON",
      refused.status === 400 && refused.body.includes("invalid_json"),
      `${refused.status}: is a proxy in front of it?`,
    ),
    point(
      "app: the cron route refuses strangers",
      stranger.status === 401,
      `it answers ${stranger.status}, not 401`,
    ),
    point(
      "setting CRON_SECRET: the cron route lets the scheduler in",
      scheduler?.status === 204,
      scheduler
        ? `it answers ${scheduler.status}: CRON_SECRET differs between here and the app`
        : "set CRON_SECRET here and in the app, or nobody can start the nightly run",
    ),
    ...(cronSecret ? await addressPoints(url, cronSecret) : []),
  ];
}

/** Headers that proxies and platforms name clients by. */
const ADDRESS_HEADERS = [
  "x-forwarded-for",
  "x-real-ip",
  "x-vercel-forwarded-for",
  "cf-connecting-ip",
  "true-client-ip",
  "fly-client-ip",
  "x-nf-client-connection-ip",
  "x-client-ip",
  "forwarded",
];

/** An address that documentation is written with: nobody has it. */
const NOBODYS = "198.51.100.77";

/**
 * The app must see who asks, and believe no claim of theirs: it would reset any limit, and make one visitor many. No point where
 * the app does not tell, since the secret is wrong.
 */
async function addressPoints(url: string, cronSecret: string): Promise<Point[]> {
  const name =
    "setting CLIENT_ADDRESS_HEADER: the app sees who its clients are, and cannot be told otherwise";
  const seen = async (claims: Record<string, string> = {}) => {
    const headers = { ...claims, Authorization: `Bearer ${cronSecret}` };
    const { body } = await request(new URL("/api/health", url), { headers });
    return /"client_address":"([^"]*)"/.exec(body)?.[1];
  };
  const honest = await seen();
  if (honest === undefined) return [];
  if (honest === "") {
    return [
      { name, todo: "the app sees no address: name the header in which your proxy says who the client is" },
    ];
  }
  // Between two processes of one machine or network there may be no proxy that overwrites claims.
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  if (host === "localhost" || (isIP(host) && isNear(host))) return [{ name }];
  if (isNear(honest)) {
    const todo = `the app takes its clients for ${honest}, its proxy: name the header in which the proxy says who the client is`;
    return [{ name, todo }];
  }
  for (const header of ADDRESS_HEADERS) {
    const claim = header === "forwarded" ? `for=${NOBODYS}` : NOBODYS;
    if ((await seen({ [header]: claim })) === NOBODYS) {
      return [
        { name, todo: `whoever sends ${header} is who it says: name the header that your proxy overwrites` },
      ];
    }
  }
  return [{ name }];
}

/** Sends batches that are accounted for as bots, all at once. @returns how many events the app says it filtered. */
export async function sendProbe(url: string, userCode: string): Promise<{ filtered: number; fault: string }> {
  const answers = await Promise.all(
    Array.from({ length: PROBE.batches }, () =>
      request(new URL("/api/ingest", url), {
        method: "POST",
        headers: { "Content-Type": "application/json", "User-Agent": USER_AGENT },
        body: JSON.stringify(probe(userCode)),
      }),
    ),
  );
  const fault = answers.find(({ status }) => status !== 200);
  const filtered = answers.reduce(
    (sum, { body }) => sum + Number(/"filtered":(\d+)/.exec(body)?.[1] ?? 0),
    0,
  );
  return { filtered, fault: fault ? `${fault.status} ${fault.body.slice(0, 200)}` : "" };
}

function probe(userCode: string) {
  const now = new Date().toISOString();
  return {
    v: 1,
    user_code: userCode,
    sent_at: now,
    session: { id: randomUUID(), started_at: now },
    events: Array.from({ length: PROBE.events }, () => ({
      id: randomUUID(),
      type: "page_view",
      at: now,
      page: "/",
    })),
  };
}

async function request(url: URL, init: RequestInit): Promise<Answer> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return {
      status: response.status,
      body: await response.text(),
      type: response.headers.get("content-type") ?? "",
    };
  } catch (error) {
    return { status: 0, body: error instanceof Error ? error.message : String(error), type: "" };
  }
}

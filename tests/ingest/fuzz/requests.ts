import fc from "fast-check";
import { v7 } from "uuid";
import { hostileText, hostileValue } from "#tests/ingest/fuzz/hostile-values.ts";
import { batch, CHROME, click, pageView } from "#tests/ingest/support/batch.ts";

/** One hostile request; `good` is how many of its events must be stored whatever stands beside them. */
export type HostileRequest = {
  body: string | Uint8Array;
  headers: Record<string, string>;
  good: number | null;
};

const PATHS = [
  ["v"],
  ["user_code"],
  ["share_code"],
  ["sent_at"],
  ["dropped"],
  ["session"],
  ["session", "id"],
  ["session", "started_at"],
  ["session", "referrer"],
  ["session", "utm"],
  ["session", "utm", "source"],
  ["session", "utm", "campaign"],
  ["session", "language"],
  ["events"],
  ["events", "0"],
  ["events", "0", "id"],
  ["events", "0", "at"],
  ["events", "0", "page"],
  ["events", "1", "type"],
  ["events", "1", "target"],
  ["events", "1", "outcome"],
  ["events", "1", "site"],
];

type Json = Record<string, unknown>;

/** A good batch with some of its parts replaced. */
const mutated = fc
  .array(fc.tuple(fc.constantFrom(...PATHS), hostileValue), { minLength: 1, maxLength: 3 })
  .map((changes) => {
    const one = fresh([]) as Json;
    (one.session as Json).utm = { source: "a" };
    for (const [path, value] of changes) {
      let place: Json | undefined = one;
      for (const step of path.slice(0, -1)) {
        const next: unknown = place?.[step];
        place = typeof next === "object" && next !== null ? (next as Json) : undefined;
      }
      if (place) place[path.at(-1) ?? ""] = value;
    }
    return { body: JSON.stringify(one), good: null };
  });

const hostileEvent = fc.oneof(
  hostileValue,
  fc.record({
    id: fc.oneof(fc.uuid(), hostileText),
    type: fc.oneof(fc.constantFrom("page_view", "click"), hostileValue),
    at: hostileValue,
    page: hostileValue,
    target: hostileValue,
  }),
  fc
    .tuple(fc.constantFrom("id", "at", "page", "target"), hostileValue)
    .map(([name, value]) => ({ ...click(), [name]: value })),
);

/** Good events among hostile ones. */
const neighbours = fc.array(hostileEvent, { minLength: 1, maxLength: 12 }).map((hostile) => {
  const events: unknown[] = [pageView(), ...hostile, click()];
  events.splice(Math.ceil(events.length / 2), 0, pageView());
  return { body: JSON.stringify(fresh(events)), good: 3 };
});

/** Whole bodies that are no batch, or only half of one. */
const garbage = fc.oneof(
  fc.uint8Array({ maxLength: 400 }).map((body) => ({ body, good: null })),
  fc.json({ maxDepth: 6 }).map((body) => ({ body, good: null })),
  fc.nat(400).map((length) => ({ body: JSON.stringify(fresh([])).slice(0, length), good: null })),
  fc.integer({ min: 1, max: 70_000 }).map((length) => ({ body: "[".repeat(length), good: null })),
  fc
    .constantFrom(
      '{"v":1e999}',
      '{"v":1,"v":2}',
      "\ufeff{}",
      '{"__proto__":{"v":1}}',
      `"${"x".repeat(70_000)}"`,
    )
    .map((body) => ({
      body,
      good: null,
    })),
);

const headerText = fc.oneof(
  fc.constantFrom(
    "null",
    "*",
    "1",
    "gzip",
    "https://evil.example",
    "'; --",
    "127.0.0.1",
    "::1, x",
    "x".repeat(2_000),
  ),
  fc.string({
    unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
    maxLength: 80,
  }),
);

const headers = fc.dictionary(
  fc.constantFrom(
    "User-Agent",
    "Origin",
    "X-Forwarded-For",
    "CF-IPCountry",
    "Content-Type",
    "Content-Encoding",
    "DNT",
    "Accept-Language",
    "Sec-Purpose",
    "X-Vercel-IP-Country-Region",
  ),
  headerText,
  { maxKeys: 4 },
);

/** What a hostile sender may send. Headers are hostile only where no event must be stored. */
export const hostileRequest: fc.Arbitrary<HostileRequest> = fc.oneof(
  { weight: 2, arbitrary: neighbours.map((request) => ({ ...request, headers: {} })) },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.oneof(mutated, garbage, neighbours), headers).map(([request, extra]) => ({
      body: request.body,
      good: null,
      headers: extra,
    })),
  },
);

function fresh(events: unknown[]): object {
  const good = events.length > 0 ? events : [pageView(), click()];
  return { ...batch({ user_code: "fuzzed" }), session: { ...batch().session, id: v7() }, events: good };
}

export const HONEST_HEADERS = { "User-Agent": CHROME, "Content-Type": "text/plain" };

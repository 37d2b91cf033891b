import fc from "fast-check";
import { expect, test } from "vitest";
import { type Batch, MAX_BODY_BYTES } from "#lib/contract.ts";
import type { Row } from "#lib/tracker/queue.ts";
import { nextBatch, toBody } from "#lib/tracker/queue.ts";
import { uuidv7 } from "#lib/tracker/visit.ts";

const NOW = Date.parse("2026-11-22T10:00:00.000Z");

function row(over: Partial<Row> = {}, session = uuidv7(NOW), share?: string): Row {
  return {
    id: uuidv7(NOW),
    type: "page_view",
    at: NOW,
    page: "/",
    due: 0,
    heading: {
      v: 1,
      user_code: "myclik",
      share_code: share,
      session: { id: session, started_at: NOW, referrer: "", utm: {}, language: "de-DE", screen: "390x844" },
    },
    ...over,
  };
}

test("a batch is one visit's, begins with the oldest event and keeps the order", () => {
  const sessions = ["a", "b", "c"].map(() => uuidv7(NOW));
  const rows = fc.array(
    fc.record({ session: fc.constantFrom(...sessions), share: fc.constantFrom(undefined, "k7f2") }),
    { minLength: 1, maxLength: 120 },
  );
  fc.assert(
    fc.property(rows, (choices) => {
      const waiting = choices.map(({ session, share }) => row({}, session, share));
      const batch = nextBatch(waiting);
      const same = waiting.filter(
        ({ heading }) =>
          heading.session.id === waiting[0]!.heading.session.id &&
          heading.share_code === waiting[0]!.heading.share_code,
      );
      expect(batch).toEqual(same.slice(0, 30));
    }),
  );
});

test("no names are too long for the 64 KiB that outlive a page", () => {
  const text = (length: number) =>
    fc.string({
      minLength: length,
      maxLength: length,
      unit: fc.constantFrom("€", "\u0001", "\ud800", "😀"[0]!, "a"),
    });
  fc.assert(
    fc.property(text(200), text(71), text(2_000), (page, target, referrer) => {
      const rows = Array.from({ length: 100 }, () => row({ type: "click", page, target, outcome: "stayed" }));
      for (const { heading } of rows) {
        heading.session.id = rows[0]!.heading.session.id;
        heading.session.referrer = referrer;
      }
      const batch = nextBatch(rows);
      expect(batch.length).toBeGreaterThan(1);
      expect(Buffer.byteLength(toBody(batch, batch[0]!, 0, NOW, 0))).toBeLessThan(MAX_BODY_BYTES);
    }),
    { numRuns: 20 },
  );
});

test("the body is the contract's, and the same at every try", () => {
  const rows = [
    row({ page: "home" }),
    row({ type: "click", page: "9999999999", target: "whatsapp", at: NOW + 5 }),
  ];
  const body = toBody(rows, rows[0]!, 3, NOW + 10_000, 0);
  expect(JSON.parse(body)).toEqual({
    v: 1,
    user_code: "myclik",
    sent_at: "2026-11-22T10:00:10.000Z",
    dropped: 3,
    session: {
      id: rows[0]!.heading.session.id,
      started_at: "2026-11-22T10:00:00.000Z",
      referrer: "",
      utm: {},
      language: "de-DE",
      screen: "390x844",
    },
    events: [
      { id: rows[0]!.id, type: "page_view", at: "2026-11-22T10:00:00.000Z", page: "home" },
      {
        id: rows[1]!.id,
        type: "click",
        at: "2026-11-22T10:00:00.005Z",
        page: "9999999999",
        target: "whatsapp",
      },
    ],
  } satisfies Batch);
  expect(toBody(rows, rows[0]!, 3, NOW + 10_000, 0)).toBe(body);
});

test("a corrected clock moves every time and nothing else", () => {
  const rows = [row()];
  const before: Batch = JSON.parse(toBody(rows, rows[0]!, 0, NOW, 0));
  const after: Batch = JSON.parse(toBody(rows, rows[0]!, 0, NOW, -3_600_000));
  expect(after.sent_at).toBe("2026-11-22T09:00:00.000Z");
  expect(after.session.started_at).toBe("2026-11-22T09:00:00.000Z");
  expect(after.events[0]).toEqual({ ...before.events[0], at: "2026-11-22T09:00:00.000Z" });
});

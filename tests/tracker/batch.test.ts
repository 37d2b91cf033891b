import fc from "fast-check";
import { expect, test } from "vitest";
import type { Batch } from "#lib/contract.ts";
import type { Row } from "#lib/tracker/queue.ts";
import { dropped, MAX_BATCH, nextBatch, toBody } from "#lib/tracker/queue.ts";
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
      session: { id: session, started_at: NOW, referrer: "", utm: {}, language: "de-DE" },
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
      const batch = nextBatch(waiting, MAX_BATCH);
      const same = waiting.filter(
        ({ heading }) =>
          heading.session.id === waiting[0]!.heading.session.id &&
          heading.share_code === waiting[0]!.heading.share_code,
      );
      expect(batch).toEqual(same.slice(0, 30));
    }),
  );
});

test("the body is the contract's, and the same at every try", () => {
  const rows = [
    row({ page: "home" }),
    row({ type: "click", page: "9999999999", target: "whatsapp", at: NOW + 5 }),
  ];
  dropped.count = 3;
  const body = toBody(rows, NOW + 10_000, 0);
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
  expect(toBody(rows, NOW + 10_000, 0)).toBe(body);
  dropped.count = 0;
});

test("a corrected clock moves every time and nothing else", () => {
  const rows = [row()];
  const before: Batch = JSON.parse(toBody(rows, NOW, 0));
  const after: Batch = JSON.parse(toBody(rows, NOW, -3_600_000));
  expect(after.sent_at).toBe("2026-11-22T09:00:00.000Z");
  expect(after.session.started_at).toBe("2026-11-22T09:00:00.000Z");
  expect(after.events[0]).toEqual({ ...before.events[0], at: "2026-11-22T09:00:00.000Z" });
});

test("a clock of 1970 is as good as any", () => {
  const rows = [row({ at: 1_000, heading: { ...row().heading, session: { id: "s", started_at: 500 } } })];
  const { session, events }: Batch = JSON.parse(toBody(rows, 2_000, NOW));
  expect(session.started_at).toBe("2026-11-22T10:00:00.500Z");
  expect(events[0]?.at).toBe("2026-11-22T10:00:01.000Z");
});

test("a time that is none cannot be built", () => {
  expect(() => toBody([row({ at: 1e300 })], NOW, 0)).toThrow(RangeError);
});

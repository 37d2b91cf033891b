import fc from "fast-check";
import { v5 } from "uuid";
import { expect, test } from "vitest";
import { sessionUuid, uuidv5 } from "#lib/session-id.ts";

const DNS = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

test("a name in a namespace has the UUID that RFC 9562 prints for it", () => {
  expect(uuidv5("www.example.com", DNS)).toBe("2ed6657d-e927-568b-95e1-2665a8aea6a2");
});

test("whatever a site calls its visit, its UUID is the one that other implementations make", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
      expect(uuidv5(name, DNS)).toBe(v5(name, DNS));
    }),
    { numRuns: 2_000 },
  );
});

test("an id that is a UUID stays itself in lower case, any other keeps its own one, and nothing is mapped twice", () => {
  fc.assert(
    fc.property(fc.oneof(fc.uuid(), fc.string()), fc.boolean(), (id, shouts) => {
      const said = shouts ? id.toUpperCase() : id;
      const uuid = sessionUuid(said);
      expect(uuid).toMatch(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/);
      expect(sessionUuid(uuid)).toBe(uuid);
      if (/^[\da-f-]{36}$/.test(id)) expect(uuid).toBe(id);
    }),
  );
  // Printed, so that nobody changes it: a visit that goes on after an update must stay one visit.
  expect(sessionUuid("order-4711")).toBe("c75f3353-adbf-57e8-a75c-327250f0d407");
  expect(sessionUuid("order-4711")).not.toBe(sessionUuid("Order-4711"));
});

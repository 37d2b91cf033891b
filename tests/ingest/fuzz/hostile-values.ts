import fc from "fast-check";

const HOSTILE_TEXT = [
  "",
  " ",
  "\0",
  "a\0b",
  "\ud800",
  "\udfff\ud800",
  "\u202e\u200f\ufeff",
  "Z̷̛̪a̸͝l̴g̵o",
  "😀".repeat(200),
  "ß".repeat(201),
  "x".repeat(5_000),
  "'; drop table analytics_owners; --",
  "$\u007bjndi:ldap://x}",
  "%00%0d%0aSet-Cookie: a=b",
  "\r\nX-Injected: 1",
  "../../etc/passwd",
  "<script>alert(1)</script>",
  "__proto__",
  "constructor",
  "custom:",
  "custom:\u0000",
  `custom:${"é".repeat(57)}`,
  "NaN",
  "9999-12-31T23:59:59.999Z",
  "0000-01-01T00:00:00Z",
  "-271821-04-20T00:00:00Z",
  "+010000-01-01T00:00:00Z",
  "2026-02-30T00:00:00Z",
  "2026-11-22T10:00:00+14:00",
  "1970-01-01T00:00:00.000Z",
  "https://[::1",
  "https://a:b@c:99999/",
  "javascript:alert(1)",
  "http://xn--.example/\u0000",
  "00000000-0000-0000-0000-000000000000",
  "ffffffff-ffff-ffff-ffff-ffffffffffff",
];

/** Text that has hurt somebody, and any other. */
export const hostileText = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXT),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ maxLength: 300 }),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
);

/** Any JSON value, and the ones that have hurt somebody. */
export const hostileValue = fc.oneof(
  { weight: 3, arbitrary: hostileText },
  fc.constantFrom(null, true, -0, 1e308, -1, 2 ** 53, 0.1, [], {}, [[]], { a: 1 }),
  fc.jsonValue({ maxDepth: 4 }),
);

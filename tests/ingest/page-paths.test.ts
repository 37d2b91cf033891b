import fc from "fast-check";
import { expect, test } from "vitest";
import { pagePath } from "#lib/ingest/page-path.ts";
import { hostileText, hostileValue } from "#tests/ingest/fuzz/hostile-values.ts";

test.each([
  ["/", "/"],
  ["", ""],
  ["home", "home"],
  ["https://me.example", "/"],
  ["https://me.example?x=1", "/"],
  ["?utm_source=x", "/"],
  ["https://me.example/about?token=1#x", "/about"],
  ["/about/", "/about"],
  ["/about//", "/about"],
  ["//about", "/about"],
  ["/a//b/", "/a/b"],
  ["/About", "/About"],
  ["/%D0%9E-%D0%BD%D0%B0%D1%81", "/О-нас"],
  ["/%d0%9e-%d0%bd%d0%b0%d1%81/", "/О-нас"],
  ["/О-нас", "/О-нас"],
  ["/%E9%97%9C%E6%96%BC/%F0%9F%98%80", "/關於/😀"],
  ["/caf%C3%A9", "/café"],
  ["/cafe%CC%81", "/café"],
  ["/caf%E9", "/caf%E9"],
  ["/caf%e9", "/caf%E9"],
  ["/100%", "/100%"],
  ["/%zz", "/%zz"],
  ["/a%2fb", "/a%2Fb"],
  ["/what%3F", "/what%3F"],
  ["/50%25off", "/50%25off"],
  ["/%2541", "/%2541"],
  ["/a%20b", "/a b"],
  ["/a%2Cb%3Dc%40d", "/a,b=c@d"],
  ["/a%00b%0d%0a", "/ab"],
  ["/%E2%80%AEgnp", "/gnp"],
  ["/%C0%AE%C0%AE/", "/%C0%AE%C0%AE"],
  ["/%ED%A0%80", "/%ED%A0%80"],
  ["/shop;jsessionid=1A2B3C.node1?x=1", "/shop"],
  ["/shop;JSESSIONID=1A2B/cart", "/shop/cart"],
  ["/shop%3Bjsessionid%3D1A2B", "/shop"],
  ["/list;PHPSESSID=abc;page=2", "/list;page=2"],
  ["/(S(lit3py55t21z5v55vlm25s55))/orders.aspx", "/orders.aspx"],
  ["/hero;id=5", "/hero;id=5"],
  ["/about&utm_source=x&utm_medium=y", "/about"],
  ["/about&fbclid=IwAR0", "/about"],
  ["/r&d", "/r&d"],
  ["  /about  ", "/about"],
  ["contact/", "contact/"],
  [7, ""],
  [null, ""],
])("the page %s is kept as %s", (page, path) => {
  expect(pagePath(page)).toBe(path);
});

test("long paths of other scripts differ where they differ, since escapes are decoded before they are cut", () => {
  const [one, other] = [1, 2].map((n) => pagePath(`/${encodeURIComponent("страница-".repeat(8))}${n}`));
  expect(one).toBe(`/${"страница-".repeat(8)}1`);
  expect(other).not.toBe(one);
  expect(pagePath(`/${"%F0%9F%98%80".repeat(150)}`)).toBe(`/${"😀".repeat(99)}`);
});

test("whatever comes is a page of at most 200 characters, and reading it again changes nothing", () => {
  fc.assert(
    fc.property(fc.oneof(hostileText, hostileValue, fc.webUrl(), fc.webPath()), (page) => {
      const path = pagePath(page);
      expect(path.length).toBeLessThanOrEqual(200);
      expect(path.isWellFormed()).toBe(true);
      expect(path).not.toMatch(/[\p{Cc}?#]|^\/.*\/(?:\/|$)/u);
      expect(pagePath(path)).toBe(path);
    }),
    { numRuns: 5_000, examples: [["http://a.aa/a/%09/"], [`/${"a".repeat(198)}/b`]] },
  );
});

test("a path is the same page whether the browser escapes it or not", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (name) => {
      const path = `/${name.replace(/[%?#\\;&/]/g, "")}`;
      // Browsers walk these instead of sending them.
      fc.pre(!/^\/\s*\.{1,2}\s*$/.test(path));
      expect(pagePath(new URL(path, "https://me.example").pathname)).toBe(pagePath(path));
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { pageName, valueLabel } from "#components/filters/labels.ts";
import { createFormat } from "#lib/analytics/format.ts";
import { ROW_KINDS } from "#lib/analytics/query.ts";
import { isKnownTarget, targetName } from "#lib/card/contact-methods.ts";
import { columnsOf } from "#lib/export/export-tables.ts";

const format = createFormat({ numbers: "en-GB", dates: "en-GB" }, "UTC");

/** Names that every object has. */
const HOSTILE = [...Object.getOwnPropertyNames(Object.prototype), "prototype"];

test("what anybody may send has its own name, also where every object has something of that name", () => {
  for (const name of HOSTILE) {
    expect(isKnownTarget(name)).toBe(false);
    expect(targetName(name)).toBe(name);
    expect(targetName(`custom:${name}`)).toBe(name);
    expect(columnsOf(name, [{ one: 1 }])).toEqual(["one"]);
    for (const kind of ROW_KINDS) {
      expect(valueLabel({ kind, value: name }, format).toLowerCase().replaceAll(" ", "_")).toBe(
        name.toLowerCase(),
      );
    }
  }
});

test("no value's name is anything but text", () => {
  fc.assert(
    fc.property(fc.constantFrom(...ROW_KINDS), fc.string(), (kind, value) => {
      expect(typeof valueLabel({ kind, value }, format)).toBe("string");
    }),
  );
});

test.each([
  ["home", "Home"],
  ["/local", "/local"],
  ["/", "/"],
  ["about/us", "about/us"],
  ["", "(no name)"],
])("the page %j is called %s", (page, name) => {
  expect(pageName(page)).toBe(name);
});

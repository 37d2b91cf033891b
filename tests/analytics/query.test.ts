import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseQuery } from "#lib/analytics/parse-query.ts";
import { PERIODS } from "#lib/analytics/periods.ts";
import {
  comparisonOf,
  DEFAULT_QUERY,
  FILTER_FIELDS,
  OPERATORS,
  type Query,
  toSearch,
} from "#lib/analytics/query.ts";

const parse = (search: string) => parseQuery(new URLSearchParams(search));
const queryOf = (search: string): Query => {
  const parsed = parse(search);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.query;
};

describe("a dashboard's URL", () => {
  test("without parameters asks for the last 30 days against the 30 before", () => {
    expect(queryOf("")).toEqual(DEFAULT_QUERY);
    expect(toSearch(DEFAULT_QUERY)).toBe("");
  });

  test("is understood in the documented form", () => {
    expect(
      queryOf("from=2026-01-05&to=2026-02-01&group=friends&contact=k7f2&compare=year&row=country:DE"),
    ).toEqual({
      range: { kind: "custom", from: "2026-01-05", to: "2026-02-01" },
      compare: "year",
      group: "friends",
      contact: "k7f2",
      filters: [["is", "country", ["DE"]]],
    });
  });

  test("says visits without a group, and direct visits, with a dash", () => {
    expect(queryOf("group=-&contact=-")).toMatchObject({ group: "", contact: "" });
    expect(toSearch({ ...DEFAULT_QUERY, group: "", contact: "" })).toBe("group=-&contact=-");
  });

  test.each([
    ["period=month", "previous_month"],
    ["period=year", "year"],
    ["period=last_month", "previous"],
    ["period=7d", "previous"],
    ["period=month&compare=previous_weekdays", "previous_weekdays"],
    ["from=2026-11-01&to=2026-11-12", "previous"],
    ["from=2026-11-01&to=2026-11-12&compare=previous_month", "previous_month"],
  ])(
    "a running month or year is compared with the same part of the one before: %s, %s",
    (search, compare) => {
      expect(comparisonOf(queryOf(search))).toBe(compare);
    },
  );

  test("may leave either end of its days open", () => {
    expect(queryOf("from=2026-01-05").range).toEqual({ kind: "custom", from: "2026-01-05", to: null });
    expect(queryOf("to=2026-01-05").range).toEqual({ kind: "custom", from: null, to: "2026-01-05" });
  });

  test("keeps working with parameters that are empty, unknown or repeated", () => {
    expect(queryOf("group=&utm_source=mail&period=7d&period=30d")).toEqual({
      ...DEFAULT_QUERY,
      range: { kind: "period", period: "7d" },
    });
  });

  test("reads filters from one parameter, and as they were written when there was one at a time", () => {
    expect(queryOf("filters=is,country,DE,AT;is_not,page,a%252Cb").filters).toEqual([
      ["is", "country", ["DE", "AT"]],
      ["is_not", "page", ["a,b"]],
    ]);
    expect(queryOf("row=page:a:b&group=friends")).toMatchObject({
      group: "friends",
      filters: [["is", "page", ["a:b"]]],
    });
    expect(queryOf("row=referrer:").filters).toEqual([["is", "referrer", [""]]]);
  });

  test("one group or contact by filters is the one that has a name of its own", () => {
    expect(queryOf("filters=is,group,friends;is,contact,")).toEqual({
      ...DEFAULT_QUERY,
      group: "friends",
      contact: "",
    });
    expect(queryOf("filters=is,group,friends,").filters).toEqual([["is", "group", ["friends", ""]]]);
    expect(queryOf("group=work&filters=is,group,friends")).toMatchObject({
      group: "work",
      filters: [["is", "group", ["friends"]]],
    });
  });

  test.each(["is", "is,country", "contains,country,DE", "is,password,x", ";", `is,page,${"x".repeat(301)}`])(
    "refuses filters that are none: %s",
    (filters) => {
      const parsed = parse(new URLSearchParams({ filters }).toString());
      expect(parsed).toMatchObject({ ok: false, message: expect.stringContaining("filters") });
    },
  );

  test("survives being written and read again, whatever it asks for", () => {
    const code = fc.option(fc.oneof(fc.constant(""), fc.stringMatching(/^[a-z0-9][a-z0-9_ &=%ü]{0,20}$/)));
    const date = fc
      .date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10));
    const range = fc.oneof(
      fc.record({ kind: fc.constant("period" as const), period: fc.constantFrom(...PERIODS) }),
      fc
        .tuple(date, date)
        .map((days) => days.sort())
        .map(([from, to]) => ({ kind: "custom" as const, from: from!, to: to! })),
    );
    const query = fc.record({
      range,
      compare: fc.constantFrom("none" as const, "previous" as const, "year" as const),
      group: code,
      contact: code,
      filters: fc.array(
        fc.tuple(
          fc.constantFrom(...OPERATORS),
          // One group or contact alone stands under its own name.
          fc.constantFrom(...FILTER_FIELDS.filter((field) => field !== "group" && field !== "contact")),
          fc.array(fc.string({ maxLength: 40, unit: "grapheme" }), { minLength: 1, maxLength: 4 }),
        ),
        { maxLength: 4 },
      ),
    });
    fc.assert(
      fc.property(query, (asked) => {
        expect(queryOf(toSearch(asked))).toEqual(asked);
      }),
    );
  });
});

describe("a URL that cannot be understood is refused with its fault", () => {
  test.each([
    ["from=2026-02-29", "from"],
    ["from=yesterday", "from"],
    ["to=2026-13-01", "to"],
    ["from=2026-02-02&to=2026-02-01", "from"],
    ["period=fortnight", "period"],
    ["period=7d&from=2026-02-01", "period"],
    ["compare=everything", "compare"],
    ["row=colour:red", "row"],
    ["row=country", "row"],
    [`group=${"x".repeat(129)}`, "group"],
  ])("%s", (search, fault) => {
    expect(parse(search)).toEqual({ ok: false, message: expect.stringContaining(fault) });
  });
});

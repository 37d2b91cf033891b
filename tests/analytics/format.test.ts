import { describe, expect, test } from "vitest";
import { createFormat } from "#lib/analytics/format.ts";
import { readerLocale } from "#lib/http/reader-locale.ts";

const british = createFormat({ numbers: "en-GB", dates: "en-GB" }, "Europe/Berlin");

describe("numbers", () => {
  test("are written as the reader writes them", () => {
    const german = createFormat(readerLocale("de-DE,de;q=0.9,en;q=0.5"), "Europe/Berlin");
    expect(british.count(1_234_567)).toBe("1,234,567");
    expect(german.count(1_234_567)).toBe("1.234.567");
    expect(british.rate(0.3141)).toBe("31.4%");
    expect(british.rate(0.33)).toBe("33.0%");
    expect(german.rate(0.3141)).toBe("31,4\u00a0%");
  });

  test("that could not be formed are a dash", () => {
    expect(british.rate(null)).toBe("–");
    expect(british.duration(null)).toBe("–");
  });

  test("of time are short and keep their places", () => {
    expect([0, 59.4, 59.6, 65, 3599.7, 3720].map(british.duration)).toEqual([
      "0s",
      "59s",
      "1m 00s",
      "1m 05s",
      "1h 00m",
      "1h 02m",
    ]);
  });

  test("that changed carry their sign and their unit", () => {
    expect(british.change(0.124, "percent")).toBe("+12%");
    expect(british.change(-0.5, "percent")).toBe("-50%");
    expect(british.change(0.021, "points")).toBe("+2.1 pts");
  });
});

describe("dates and times", () => {
  test("of a day cannot be moved by any time zone", () => {
    for (const zone of ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"]) {
      const format = createFormat({ numbers: "en-US", dates: "en-US" }, zone);
      expect(format.dayAndYear("2026-03-01")).toBe("Mar 1, 2026");
    }
  });

  test("of a moment are those of the owner's clock", () => {
    expect(british.time("2026-11-22T11:03:10.123Z")).toBe("12:03:10");
    expect(
      createFormat({ numbers: "en-US", dates: "en-US" }, "Asia/Kolkata").time("2026-11-22T18:35:00Z"),
    ).toBe("00:05:00");
  });

  test("of a range name the year once, unless there are two", () => {
    expect(british.range("2026-10-24", "2026-11-22")).toBe("24 Oct – 22 Nov 2026");
    expect(british.range("2025-11-23", "2026-11-22")).toBe("23 Nov 2025 – 22 Nov 2026");
    expect(british.range("2026-11-22", "2026-11-22")).toBe("22 Nov 2026");
  });
});

test("countries and languages have names, and what is no code is shown as it came", () => {
  expect(british.country("DE")).toBe("Germany");
  expect(british.country("not a country")).toBe("not a country");
  expect(british.language("pt-BR")).toBe("Brazilian Portuguese");
});

describe("a reader's locale", () => {
  test.each([
    ["de-CH, de;q=0.9", { numbers: "de-CH", dates: "en-GB" }],
    ["en-US,en;q=0.9", { numbers: "en-US", dates: "en-US" }],
    ["es-US", { numbers: "es-US", dates: "en-US" }],
    ["fr;q=0.2, pt-BR;q=0.8", { numbers: "pt-BR", dates: "en-GB" }],
    ["en;q=0, it", { numbers: "it", dates: "en-GB" }],
  ])("of %s is its first choice, with dates in English words", (header, locale) => {
    expect(readerLocale(header)).toEqual(locale);
  });

  test.each([null, "", "*", "not_a_locale!!, ;;;", "x".repeat(5000)])(
    "that says nothing usable is a default",
    (header) => {
      expect(readerLocale(header)).toEqual({ numbers: "en-GB", dates: "en-GB" });
    },
  );
});

import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { drawable, drawPreview, PREVIEW_COLOURS } from "#components/card/preview-picture.tsx";
import { ACCENTS, cardOf, EMPTY_DRAFT } from "#lib/card/card.ts";

const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");

/** The tokens of a theme, as the blocks with this selector set them; the dark ones stand in a media query, so deeper. */
function tokens(selector: string, isDark: boolean): Record<string, string> {
  const indent = isDark ? "  " : "";
  const found: Record<string, string> = {};
  const block = new RegExp(`^${indent}${selector.replace(/[[\]]/g, "\\$&")} \\{\\n([^{}]*)\\}`, "gm");
  for (const [, body = ""] of css.matchAll(block))
    for (const [, name = "", value = ""] of body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g))
      found[name] = value;
  return found;
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** As WCAG 2.2 defines it. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test.each(ACCENTS.flatMap((accent) => [true, false].map((isDark) => [accent, isDark] as const)))(
  "text in and on the accent %s can be read (dark: %s)",
  (accent, isDark) => {
    const light = { ...tokens(":root", false), ...tokens(`[data-accent="${accent}"]`, false) };
    const all = isDark
      ? { ...light, ...tokens("@variant dark-page", true), ...tokens(`[data-accent="${accent}"]`, true) }
      : light;
    const of = (name: string) => all[name] ?? "";
    const pairs = [
      ["accent", "paper"],
      ["accent", "surface"],
      ["accent", "accent-soft"],
      ["on-accent", "accent"],
      ["on-accent", "accent-hover"],
    ] as const;
    for (const [text, ground] of pairs)
      expect(contrast(of(text), of(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    if (!isDark) expect(PREVIEW_COLOURS[accent]).toEqual({ accent: of("accent"), soft: of("accent-soft") });
  },
);

test("what the fonts at hand cannot draw is left out of the preview picture rather than fetched", () => {
  expect(drawable("Žofie Ångström ☎️", 60)).toBe("Žofie Ångström");
  expect(["محمد علي", "山田太郎", "Ωmega", "👋"].map((text) => drawable(text, 60))).toEqual(["", "", "", ""]);
  expect(drawable("x".repeat(10_000), 20)).toBe(`${"x".repeat(19)}…`);
});

test("every letter that is drawn lies in a font at hand: nothing is fetched", async () => {
  const all = Array.from({ length: 0x20d0 }, (_, code) => String.fromCodePoint(code)).filter((c) =>
    drawable(c, 1),
  );
  expect(all.length).toBeGreaterThan(300);
  const outside = vi.spyOn(globalThis, "fetch").mockImplementation(async (address) => {
    // The library reads its own parts through addresses that hold them.
    throw new Error(String(address).slice(0, 60));
  });
  for (let at = 0; at < all.length; at += 25) {
    const text = all.slice(at, at + 25).join(" ");
    const card = cardOf(
      { userCode: "a", name: text, picture: null },
      { ...EMPTY_DRAFT, role: text, line: text },
    );
    expect(Buffer.from(await drawPreview(card, null)).toString("latin1", 1, 4)).toBe("PNG");
  }
  const asked = outside.mock.calls
    .map(([address]) => String(address))
    .filter((one) => !one.startsWith("data:"));
  outside.mockRestore();
  expect(asked).toEqual([]);
});

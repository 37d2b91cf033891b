import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ImageResponse } from "next/og";
import { monogram } from "#components/card/drawings.tsx";
import type { Accent, Card } from "#lib/card/card.ts";

/** The accents' colours by day, as in app/globals.css: the drawing knows no style sheet. */
export const PREVIEW_COLOURS: Record<Accent, { accent: string; soft: string }> = {
  pine: { accent: "#0f6b4f", soft: "#e2f0ea" },
  blue: { accent: "#2457a6", soft: "#e5ecf8" },
  plum: { accent: "#7a3d8f", soft: "#f3e8f7" },
  rust: { accent: "#a3421c", soft: "#f9e9e1" },
  slate: { accent: "#44505c", soft: "#e9edf0" },
};

const PAPER = "#faf9f7";
const INK = "#1d1b17";
const MUTED = "#6a655b";

/** The letters that the fonts below have. For any other the library would fetch a font from elsewhere. */
const DRAWABLE =
  /^[\u0020-\u007e\u00a0-\u0148\u014a-\u017e\u0218-\u021b\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020\u2022\u2026\u2032\u2033\u2039\u203a\u20ac]+$/;

/** Named in full, so that a build finds the files. Each has a name of its own: of two with one name the library reads one. */
const FONTS = [
  [
    "Newsreader",
    join(process.cwd(), "node_modules/@fontsource/newsreader/files/newsreader-latin-500-normal.woff"),
  ],
  [
    "Newsreader Extended",
    join(process.cwd(), "node_modules/@fontsource/newsreader/files/newsreader-latin-ext-500-normal.woff"),
  ],
  ["Geist", join(process.cwd(), "node_modules/@fontsource/geist/files/geist-latin-400-normal.woff")],
  [
    "Geist Extended",
    join(process.cwd(), "node_modules/@fontsource/geist/files/geist-latin-ext-400-normal.woff"),
  ],
] as const;
const SERIF = "Newsreader, Newsreader Extended";
const SANS = "Geist, Geist Extended";

const readFonts = () =>
  Promise.all(
    FONTS.map(async ([name, path]) => ({ name, data: await readFile(path), weight: 400 as const })),
  );
let fonts: ReturnType<typeof readFonts> | undefined;

/** The preview picture of a card, a PNG of 1200 by 630 pixels. @param picture of the card, as a data address */
export async function drawPreview(card: Card, picture: string | null): Promise<ArrayBuffer> {
  fonts ??= readFonts();
  const drawing = <Preview card={card} picture={picture} />;
  return new ImageResponse(drawing, { width: 1200, height: 630, fonts: await fonts }).arrayBuffer();
}

/** A text that can be drawn, cut after so many characters; `""` where a letter of it cannot be. */
export function drawable(text: string, most: number): string {
  const plain = text
    .normalize("NFC")
    .replace(/\p{Extended_Pictographic}|\uFE0F|\u200D/gu, "")
    .trim();
  if (!DRAWABLE.test(plain)) return "";
  return plain.length > most ? `${plain.slice(0, most - 1).trimEnd()}…` : plain;
}

/** The picture on the left, who it is on the right. */
function Preview({ card, picture }: { card: Card; picture: string | null }) {
  const { accent, soft } = PREVIEW_COLOURS[card.accent];
  const name = drawable(card.name, 60);
  const profession = drawable([card.role, card.organisation].filter(Boolean).join(", "), 70);
  const line = drawable(card.line, 130);
  const portrait = { width: 300, height: 300, borderRadius: 150, border: `12px solid ${PAPER}` };
  return (
    <div style={{ display: "flex", width: "100%", height: "100%", backgroundColor: PAPER, fontFamily: SANS }}>
      <div
        style={{
          display: "flex",
          width: 400,
          height: "100%",
          backgroundColor: soft,
          alignItems: "center",
          justifyContent: "center",
          position: "relative",
        }}
      >
        <div
          style={{
            position: "absolute",
            bottom: 0,
            left: 40,
            width: 320,
            height: 330,
            borderTopLeftRadius: 160,
            borderTopRightRadius: 160,
            backgroundColor: accent,
            opacity: 0.28,
          }}
        />
        {picture ? (
          // biome-ignore lint/performance/noImgElement: drawn into a picture, not shown in a page
          <img src={picture} alt="" style={{ ...portrait, objectFit: "cover" }} />
        ) : (
          <div
            style={{
              ...portrait,
              display: "flex",
              alignItems: "center",
              justifyContent: "center",
              backgroundColor: accent,
              color: "#ffffff",
              fontFamily: SERIF,
              fontSize: 120,
            }}
          >
            {drawable(monogram(card.name), 4)}
          </div>
        )}
      </div>
      <div
        style={{
          display: "flex",
          flexDirection: "column",
          justifyContent: "center",
          flex: 1,
          padding: "0 72px",
        }}
      >
        <div
          style={{
            fontFamily: SERIF,
            fontSize: name.length > 26 ? 64 : 84,
            lineHeight: 1.05,
            color: INK,
            letterSpacing: -1.5,
            wordBreak: "break-word",
          }}
        >
          {name}
        </div>
        <div style={{ marginTop: 20, fontSize: 32, lineHeight: 1.3, color: MUTED }}>{profession}</div>
        <div style={{ marginTop: 34, width: 72, height: 6, borderRadius: 3, backgroundColor: accent }} />
        <div style={{ marginTop: 30, fontFamily: SERIF, fontSize: 38, lineHeight: 1.25, color: INK }}>
          {line}
        </div>
      </div>
    </div>
  );
}

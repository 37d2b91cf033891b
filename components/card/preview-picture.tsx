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

/** The letters of the fonts that are at hand. For others the drawing would fetch fonts from elsewhere. */
const DRAWABLE = /^[\u0020-\u024F\u1E00-\u1EFF\u2010-\u2027\u2030-\u203A\u20AC]+$/u;

/** A text that can be drawn, cut after so many characters; `""` where a letter of it cannot be. */
export function drawable(text: string, most: number): string {
  const plain = text
    .normalize("NFC")
    .replace(/\p{Extended_Pictographic}|\uFE0F|\u200D/gu, "")
    .trim();
  if (!DRAWABLE.test(plain)) return "";
  return plain.length > most ? `${plain.slice(0, most - 1).trimEnd()}…` : plain;
}

/** What `ImageResponse` draws for a card, 1200 by 630 pixels: the picture on the left, who it is on the right. */
export function PreviewPicture({ card, picture }: { card: Card; picture: string | null }) {
  const { accent, soft } = PREVIEW_COLOURS[card.accent];
  const name = drawable(card.name, 60);
  const profession = drawable([card.role, card.organisation].filter(Boolean).join(", "), 70);
  const line = drawable(card.line, 130);
  const portrait = { width: 300, height: 300, borderRadius: 150, border: `12px solid ${PAPER}` };
  return (
    <div
      style={{ display: "flex", width: "100%", height: "100%", backgroundColor: PAPER, fontFamily: "Geist" }}
    >
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
              fontFamily: "Newsreader",
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
            fontFamily: "Newsreader",
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
        <div style={{ marginTop: 30, fontFamily: "Newsreader", fontSize: 38, lineHeight: 1.25, color: INK }}>
          {line}
        </div>
      </div>
    </div>
  );
}

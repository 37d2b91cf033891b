import QRCode from "qrcode";

/** Pixels of the PNG's side: sharp in print at 8 cm. */
const SIZE = 1024;
// Level Q survives a fourth of the picture being lost, such as on a worn card.
const OPTIONS = { errorCorrectionLevel: "Q", margin: 2 } as const;

/** The QR code of an address, black on white whatever the theme, because scanners want that. */
export async function qrCode(
  address: string,
  format: "svg" | "png",
): Promise<string | Uint8Array<ArrayBuffer>> {
  if (format === "svg") return QRCode.toString(address, { ...OPTIONS, type: "svg" });
  return new Uint8Array(await QRCode.toBuffer(address, { ...OPTIONS, type: "png", width: SIZE }));
}

/** The white edge around a code that carries a mark, in modules: as much as the standard asks for. */
const QUIET = 4;
/** The mark's radius as a part of the code's side. It covers a twentieth of the code, of which level H gives back up to a third. */
const MARK = 0.13;
/** Of the three squares by which scanners find a code. */
const FINDER = 7;

/** A code as an SVG, with its letters or with room for them; and the letters, their size being a part of the code's side. */
export type MarkedCode = {
  svg: (withLetters: boolean) => string;
  mark: { letters: string; fontSize: number };
};

/** The QR code of an address in round strokes, with the initials of a name in its middle. Dark on white for scanners. */
export function qrCodeWithMark(address: string, name: string): MarkedCode {
  const { modules } = QRCode.create(address, { errorCorrectionLevel: "H" });
  const { size } = modules;
  const side = size + 2 * QUIET;
  const [middle, radius] = [side / 2, size * MARK];
  const far = size - FINDER;
  const isFinder = (x: number, y: number) =>
    (x < FINDER && (y < FINDER || y >= far)) || (x >= far && y < FINDER);
  const isDrawn = (x: number, y: number) =>
    x < size &&
    y < size &&
    modules.get(y, x) === 1 &&
    !isFinder(x, y) &&
    Math.hypot(x + QUIET + 0.5 - middle, y + QUIET + 0.5 - middle) >= radius + 0.7;
  let dots = "";
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      if (!isDrawn(x, y)) continue;
      const [left, top] = [x + QUIET, y + QUIET];
      dots += `M${left} ${top + 0.5}a.5 .5 0 1 1 1 0a.5 .5 0 1 1-1 0`;
      // Neighbours flow into each other: scanners take gaps between them for light modules.
      if (isDrawn(x + 1, y)) dots += `M${left + 0.5} ${top}h1v1h-1z`;
      if (isDrawn(x, y + 1)) dots += `M${left} ${top + 0.5}h1v1h-1z`;
    }
  }
  const finders = [
    [0, 0],
    [far, 0],
    [0, far],
  ]
    .map(([x = 0, y = 0]) => {
      const at = (by: number) => `x="${x + QUIET + by}" y="${y + QUIET + by}"`;
      return `<rect ${at(0.5)} width="6" height="6" rx="1.8" fill="none" stroke="#1d1b17"/><rect ${at(2)} width="3" height="3" rx="1"/>`;
    })
    .join("");
  const letters = initials(name);
  const fontSize = radius * (letters.length > 1 ? 0.95 : 1.2);
  const text = `<text x="${middle}" y="${middle + fontSize * 0.36}" font-size="${fontSize}" fill="#fff" text-anchor="middle" font-family="system-ui, Arial, sans-serif" font-weight="600">${letters}</text>`;
  const svg = (withLetters: boolean) =>
    [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" fill="#1d1b17">`,
      `<rect width="${side}" height="${side}" fill="#fff"/>`,
      finders,
      `<path d="${dots}"/>`,
      `<circle cx="${middle}" cy="${middle}" r="${radius}" fill="#0f6b4f"/>`,
      withLetters ? text : "",
      "</svg>",
    ].join("");
  return { svg, mark: { letters, fontSize: fontSize / side } };
}

/** The first letters of a name's first and last word, in capitals: letters and digits only, so that they need no escaping. */
function initials(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toLocaleUpperCase("en");
}

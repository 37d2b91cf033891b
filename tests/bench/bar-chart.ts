import { type Figure, rounded } from "#tests/bench/figures.ts";

const [WIDTH, LABELS, BAR, GAP, TOP] = [760, 300, 22, 10, 44];

/** Figures of one unit as horizontal bars, as an SVG that is read on white and on black. */
export function barChart(title: string, figures: Figure[]): string {
  const longest = Math.max(...figures.map(({ value }) => value), Number.MIN_VALUE);
  const height = TOP + figures.length * (BAR + GAP) + 10;
  const bars = figures.map(({ what, value, unit }, index) => {
    const y = TOP + index * (BAR + GAP);
    const length = Math.max(2, (value / longest) * (WIDTH - LABELS - 130));
    return [
      `<text x="${LABELS - 12}" y="${y + 15}" text-anchor="end">${escaped(what)}</text>`,
      `<rect x="${LABELS}" y="${y}" width="${length.toFixed(1)}" height="${BAR}" rx="4" fill="#2f6f5e"/>`,
      `<text x="${(LABELS + length + 8).toFixed(1)}" y="${y + 15}" font-weight="600">${rounded(value)} ${escaped(unit)}</text>`,
    ].join("\n");
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}" font-family="system-ui, sans-serif" font-size="13" fill="#22201c">
<rect width="${WIDTH}" height="${height}" rx="10" fill="#fbfaf7"/>
<text x="20" y="27" font-size="15" font-weight="600">${escaped(title)}</text>
${bars.join("\n")}
</svg>
`;
}

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { LRUCache } from "lru-cache";
import { ImageResponse } from "next/og";
import { PreviewPicture } from "#components/card/preview-picture.tsx";
import { shownCard } from "#lib/card/card.ts";
import { findCard, findPicture } from "#lib/card/find-card.ts";
import { tooMany, waitAt } from "#lib/http/door-limits.ts";

/** A drawing takes the processor some tenths of a second, so the last ones are kept: each about 40 KB. */
const drawn = new LRUCache<string, ArrayBuffer>({ max: 200 });

/** Files on disk, named in full so that a build finds them: nothing is fetched. */
const FONTS = [
  [
    "Newsreader",
    join(process.cwd(), "node_modules/@fontsource/newsreader/files/newsreader-latin-500-normal.woff"),
  ],
  [
    "Newsreader",
    join(process.cwd(), "node_modules/@fontsource/newsreader/files/newsreader-latin-ext-500-normal.woff"),
  ],
  ["Geist", join(process.cwd(), "node_modules/@fontsource/geist/files/geist-latin-400-normal.woff")],
  ["Geist", join(process.cwd(), "node_modules/@fontsource/geist/files/geist-latin-ext-400-normal.woff")],
] as const;

const fonts = () =>
  Promise.all(
    FONTS.map(async ([name, path]) => ({ name, data: await readFile(path), weight: 400 as const })),
  );
let loaded: ReturnType<typeof fonts> | undefined;

/** The picture that messengers and sites show beside a link to the card. */
export async function GET(request: Request, { params }: RouteContext<"/c/[userCode]/preview.png">) {
  const wait = await waitAt("card", request.headers);
  if (wait > 0) return tooMany(wait);
  const stored = await findCard((await params).userCode);
  if (!stored) return new Response(null, { status: 404 });
  const card = shownCard(stored);
  const key = createHash("sha256").update(JSON.stringify(card)).digest("base64url");
  let png = drawn.get(key);
  if (!png) {
    loaded ??= fonts();
    const photo = stored.picture_hash && (await findPicture(stored.user_code, stored.picture_hash));
    const picture = photo ? `data:image/jpeg;base64,${photo.toString("base64")}` : null;
    const size = { width: 1200, height: 630 };
    png = await new ImageResponse(<PreviewPicture card={card} picture={picture} />, {
      ...size,
      fonts: await loaded,
    }).arrayBuffer();
    drawn.set(key, png);
  }
  return new Response(png, {
    headers: { "Content-Type": "image/png", "Cache-Control": "public, max-age=3600", ETag: `"${key}"` },
  });
}

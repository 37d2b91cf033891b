import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { drawPreview } from "#components/card/preview-picture.tsx";
import { shownCard } from "#lib/card/card.ts";
import { findCard, findPicture } from "#lib/card/find-card.ts";
import { tooMany, waitAt } from "#lib/http/door-limits.ts";

/** A drawing takes the processor some tenths of a second, so the last ones are kept: each about 60 KB. */
const drawn = new LRUCache<string, ArrayBuffer>({ max: 200 });

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
    const photo = stored.picture_hash && (await findPicture(stored.user_code, stored.picture_hash));
    png = await drawPreview(card, photo ? `data:image/jpeg;base64,${photo.toString("base64")}` : null);
    drawn.set(key, png);
  }
  return new Response(png, {
    headers: { "Content-Type": "image/png", "Cache-Control": "public, max-age=3600", ETag: `"${key}"` },
  });
}

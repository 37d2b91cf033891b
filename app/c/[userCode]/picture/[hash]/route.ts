import { findCard, findPicture } from "#lib/card/find-card.ts";

/** The picture of a card. Its address names its content, so that browsers may keep it for good. */
export async function GET(_request: Request, { params }: RouteContext<"/c/[userCode]/picture/[hash]">) {
  const { userCode, hash } = await params;
  const stored = await findCard(userCode);
  const picture = stored?.picture_hash === hash ? await findPicture(stored.user_code, hash) : null;
  if (!picture) return new Response(null, { status: 404 });
  return new Response(picture, {
    headers: { "Content-Type": "image/jpeg", "Cache-Control": "public, max-age=31536000, immutable" },
  });
}

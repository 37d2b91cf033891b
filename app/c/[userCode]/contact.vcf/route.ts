import { shownCard } from "#lib/card/card.ts";
import { findCard, findPicture } from "#lib/card/find-card.ts";
import { vcard } from "#lib/card/vcard.ts";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { cardAddress, readShareCode, shareLink } from "#lib/owners/codes.ts";

/** The card as a contact for the visitor's address book; `?s=` names the share whose link it holds. */
export async function GET(request: Request, { params }: RouteContext<"/c/[userCode]/contact.vcf">) {
  const stored = await findCard((await params).userCode);
  if (!stored) return new Response("There is no such card.", { status: 404 });
  const { user_code, card_url, picture_hash } = stored;
  const origin = await requestOrigin();
  const shareCode = readShareCode(new URL(request.url).searchParams.get("s") ?? "");
  const address = shareCode
    ? shareLink(origin, user_code, shareCode)
    : (card_url ?? cardAddress(origin, user_code));
  const photo = picture_hash && (await findPicture(user_code, picture_hash));
  return new Response(vcard(shownCard(stored), address, photo || null), {
    headers: {
      "Content-Type": "text/vcard; charset=utf-8",
      "Content-Disposition": `attachment; filename="${user_code}.vcf"`,
      "Cache-Control": "no-store",
    },
  });
}

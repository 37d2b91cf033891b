import { findCard, findPlainCard } from "#lib/card/find-card.ts";
import { vcard } from "#lib/card/vcard.ts";
import { readUserCode } from "#lib/owners/codes.ts";

/** The card as a contact for the visitor's address book. */
export async function GET(_request: Request, { params }: RouteContext<"/c/[userCode]/contact.vcf">) {
  const { userCode } = await params;
  const card = findCard(userCode) ?? (await findPlainCard(userCode));
  if (!card) return new Response("There is no such card.", { status: 404 });
  return new Response(vcard(card), {
    headers: {
      "Content-Type": "text/vcard; charset=utf-8",
      "Content-Disposition": `attachment; filename="${readUserCode(userCode)}.vcf"`,
      "Cache-Control": "no-store",
    },
  });
}

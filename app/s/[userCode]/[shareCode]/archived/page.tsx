import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { LinkButton } from "#components/ui/button.tsx";
import { PlainPage } from "#components/ui/plain-page.tsx";
import { findCard } from "#lib/card/find-card.ts";
import { clientAddress, clientNetwork } from "#lib/http/client-address.ts";
import { lookupFor } from "#lib/http/remembered-lookup.ts";
import { services } from "#lib/operations/services.ts";
import { shareKey } from "#lib/share-link/share-lookup.ts";

export const metadata: Metadata = { title: "This link is no longer in use", robots: { index: false } };

/** Where a link leads whose share the owner has archived. */
export default async function ArchivedSharePage({ params }: PageProps<"/s/[userCode]/[shareCode]/archived">) {
  const { userCode, shareCode } = await params;
  const { findShare, limits } = services();
  const network = clientNetwork(clientAddress(await headers()));
  const share = await lookupFor(findShare, shareKey(userCode, shareCode), limits.unknownCodes, network);
  // Nobody's, or in use again.
  if (share === null || (typeof share === "object" && "is_archived" in share && !share.is_archived)) {
    redirect(`/s/${userCode}/${shareCode}`);
  }
  const card = await findCard(userCode);
  if (!card) notFound();
  const address = card.card_url ?? `/c/${userCode}`;

  return (
    <PlainPage
      title="This link is no longer in use"
      actions={<LinkButton href={address}>Open the card of {card.name}</LinkButton>}
    >
      <p>
        {card.name} has put away the link that brought you here, perhaps because it was made for an occasion
        that is over. The card itself is still open to you.
      </p>
    </PlainPage>
  );
}

import { notFound } from "next/navigation";
import { CardHome } from "#components/card/card-pages.tsx";
import { shownCard } from "#lib/card/card.ts";
import { findCard } from "#lib/card/find-card.ts";
import { readShareCode } from "#lib/owners/codes.ts";

export default async function CardHomePage({ params, searchParams }: PageProps<"/c/[userCode]">) {
  const stored = await findCard((await params).userCode);
  if (!stored) notFound();
  return (
    <CardHome
      card={shownCard(stored)}
      shareCode={readShareCode(String((await searchParams).s ?? ""))}
      elsewhere={stored.card === null ? stored.card_url : null}
    />
  );
}

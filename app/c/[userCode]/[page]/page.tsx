import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CardAbout, CardContact, CardWork } from "#components/card/card-pages.tsx";
import { shownCard } from "#lib/card/card.ts";
import { findCard } from "#lib/card/find-card.ts";
import { readShareCode } from "#lib/owners/codes.ts";

/** The pages of a card beside its first one, by their place in its address. */
const PAGES = new Map([
  ["about", { title: "About", Page: CardAbout }],
  ["contact", { title: "Contact", Page: CardContact }],
  ["work", { title: "Work", Page: CardWork }],
]);

type Props = PageProps<"/c/[userCode]/[page]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: PAGES.get((await params).page)?.title };
}

export default async function CardPage({ params, searchParams }: Props) {
  const { userCode, page } = await params;
  const stored = await findCard(userCode);
  const found = PAGES.get(page);
  const card = stored && shownCard(stored);
  if (!card?.pages || !found) notFound();
  const shareCode = readShareCode(String((await searchParams).s ?? ""));
  return <found.Page card={card} pages={card.pages} shareCode={shareCode} />;
}

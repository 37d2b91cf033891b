import { notFound } from "next/navigation";
import { CardHome } from "#components/card/card-pages.tsx";
import { PlainCard } from "#components/card/plain-card.tsx";
import { findCard, findPlainCard } from "#lib/card/find-card.ts";

export default async function CardHomePage({ params }: PageProps<"/c/[userCode]">) {
  const { userCode } = await params;
  const card = findCard(userCode);
  if (card) return <CardHome card={card} />;
  const plain = await findPlainCard(userCode);
  if (!plain) notFound();
  return <PlainCard card={plain} />;
}

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { z } from "zod";
import { saveCardHere } from "#app/dashboard/[userCode]/card/actions.ts";
import { CardEditor } from "#components/card/card-editor.tsx";
import { ScreenSkeleton } from "#components/frame/screen-heading.tsx";
import { storedCard } from "#lib/card/card.ts";
import { ownerPath, requireMemberOfPage } from "#lib/owners/require-member.ts";
import { ROLES } from "#lib/owners/roles.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

export const metadata: Metadata = { title: "Card", robots: { index: false } };

const ownerCard = storedCard.extend({ role: z.enum(ROLES) });

export default async function CardPage({ params }: PageProps<"/dashboard/[userCode]/card">) {
  const { userCode } = await params;
  await requireMemberOfPage(userCode, ownerPath(userCode, "card"));
  return (
    <Suspense fallback={<ScreenSkeleton title="Card" />}>
      <Editor userCode={userCode} />
    </Suspense>
  );
}

async function Editor({ userCode }: { userCode: string }) {
  const { data, error } = await callAsMember("analytics_owner_card", { p_user_code: userCode }, ownerCard);
  if (error?.code === "not_a_member") notFound();
  if (error) throw error;
  const { role, ...stored } = data;
  return <CardEditor stored={stored} role={role} action={saveCardHere.bind(null, userCode)} />;
}

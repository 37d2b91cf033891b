import type { Metadata } from "next";
import { join, useAnotherAccount } from "#app/join/[userCode]/[token]/actions.ts";
import { ClosedInvitation, InvitationPage } from "#components/people/invitation-page.tsx";
import { currentMember } from "#lib/auth/confirmation.ts";
import { isUserCode } from "#lib/owners/codes.ts";
import { type OpenInvitation, openInvitation, TOKEN } from "#lib/owners/people.ts";
import { serverClient } from "#lib/supabase/member-client.ts";
import { serviceClient } from "#lib/supabase/service-client.ts";

export const metadata: Metadata = { title: "Invitation", robots: { index: false }, referrer: "no-referrer" };

/** What an invitation or claim is for. Opening it spends nothing, however often; its button, which posts, does. */
export default async function JoinPage({ params }: PageProps<"/join/[userCode]/[token]">) {
  const { userCode, token } = await params;
  const invitation = await readInvitation(userCode, token);
  if (!invitation) return <ClosedInvitation />;
  const member = await currentMember(await serverClient());
  return (
    <InvitationPage
      invitation={invitation}
      email={member?.email ?? null}
      path={`/join/${userCode}/${token}`}
      join={join.bind(null, userCode, token)}
      useAnotherAccount={useAnotherAccount.bind(null, userCode, token)}
    />
  );
}

async function readInvitation(userCode: string, token: string): Promise<OpenInvitation | null> {
  if (!isUserCode(userCode) || !TOKEN.test(token)) return null;
  const { data, error } = await serviceClient().rpc("analytics_read_invitation", {
    p_user_code: userCode,
    p_token: token,
  });
  if (error) throw new Error(`analytics_read_invitation failed: ${error.code} ${error.message}`);
  return openInvitation.nullable().parse(data);
}

"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { signInPath } from "#lib/auth/next-path.ts";
import { type FormState, failed } from "#lib/owners/form-state.ts";
import { ownerPath } from "#lib/owners/require-member.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";
import { serverClient } from "#lib/supabase/member-client.ts";

/** Accepts an invitation, or claims a card, for who is signed in, and goes to it. */
export async function join(userCode: string, token: string): Promise<FormState> {
  const { error } = await callAsMember(
    "analytics_accept_invitation",
    { p_user_code: userCode, p_token: token },
    z.unknown(),
  );
  if (!error) redirect(ownerPath(userCode));
  switch (error.code) {
    case "signed_out":
      redirect(signInPath(`/join/${userCode}/${token}`));
      break;
    case "not_found":
      return { errors: { form: "This link has been used, withdrawn, or is too old. Ask for a new one." } };
    case "invalid_query":
      return {
        errors: { form: "This link is for another e-mail address, or the card has been claimed already." },
      };
    default:
      return failed(error.code);
  }
}

/** Signs this browser out and shows the invitation again, for another account. */
export async function useAnotherAccount(userCode: string, token: string): Promise<void> {
  const client = await serverClient();
  await client.auth.signOut({ scope: "local" });
  redirect(`/join/${userCode}/${token}`);
}

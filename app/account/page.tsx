import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { signOut } from "#app/(auth)/actions.ts";
import {
  changeEmail,
  changePassword,
  deleteAccount,
  endOtherSessions,
  endSession,
} from "#app/account/actions.ts";
import { AccountScreen } from "#components/account/account-screen.tsx";
import { ownAccount } from "#lib/auth/account.ts";
import { currentMember } from "#lib/auth/confirmation.ts";
import { signInPath } from "#lib/auth/next-path.ts";
import { readerLocale } from "#lib/http/reader-locale.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";
import { serverClient } from "#lib/supabase/member-client.ts";

export const metadata: Metadata = { title: "Your account", robots: { index: false } };

export default async function AccountPage() {
  const member = await currentMember(await serverClient());
  if (!member) redirect(signInPath("/account"));
  const { data, error } = await callAsMember("analytics_own_account", {}, ownAccount);
  if (error) throw error;
  const locale = readerLocale((await headers()).get("accept-language"));
  return (
    <AccountScreen
      email={member.email}
      account={data}
      locale={locale}
      actions={{ changeEmail, changePassword, endOtherSessions, endSession, deleteAccount }}
      signOut={signOut}
    />
  );
}

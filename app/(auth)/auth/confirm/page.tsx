import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { openMailLink } from "#app/(auth)/actions.ts";
import { MailLinkForm } from "#components/auth/auth-forms.tsx";
import { AuthPage } from "#components/auth/auth-page.tsx";
import { Notice } from "#components/ui/states.tsx";
import { currentMember, deadLinkPath, isMailLink, mailLink } from "#lib/auth/confirmation.ts";
import { serverClient } from "#lib/supabase/member-client.ts";

export const metadata: Metadata = { title: "Open your link", robots: { index: false } };

/**
 * Where the links of mails lead. Opening the page spends nothing, since programs that look through mail open links too: the
 * button does. Whoever is signed in here is asked first.
 */
export default async function ConfirmPage({ searchParams }: PageProps<"/auth/confirm">) {
  const asked = await searchParams;
  const link = mailLink((name) => asked[name]);
  // `message` is what Supabase's own mails lead here with after the first of two links.
  if (asked.half !== undefined || (asked.message && !isMailLink(link))) return <HalfWay />;
  if (!isMailLink(link)) redirect(deadLinkPath(link, "expired"));
  const member = await currentMember(await serverClient()).catch(() => null);
  const isRecovery = link.get("type") === "recovery" || link.get("next") === "/new-password";
  return (
    <AuthPage
      title={isRecovery ? "Choose a new password" : "Open your link"}
      intro={
        isRecovery
          ? "One more step: the link works once, when you press the button."
          : "One more step: your address is confirmed when you press the button."
      }
      footer={
        member ? (
          <Link href="/dashboard" className="font-medium text-accent underline-offset-4 hover:underline">
            Stay signed in as {member.email}
          </Link>
        ) : (
          "You did not ask for this link? Close this page, and nothing happens."
        )
      }
    >
      {asked.away !== undefined && (
        <div className="mb-5">
          <Notice tone="bad">
            Daybook cannot reach its sign-in service just now. The link has not been used: try again in a
            moment.
          </Notice>
        </div>
      )}
      {member && (
        <div className="mb-5">
          <Notice tone="warn">
            <span className="break-all font-medium">{member.email}</span> is signed in in this browser. If the
            link is another account’s, that one takes its place here.
          </Notice>
        </div>
      )}
      <MailLinkForm action={openMailLink} link={Object.fromEntries(link)} leaving={member?.id ?? ""} />
    </AuthPage>
  );
}

/** After the first of the two links that change an address. */
function HalfWay() {
  return (
    <AuthPage
      title="One more link"
      intro="This link has been accepted. Now open the one in the mail to your other address: until then nothing changes."
      footer={
        <Link href="/dashboard" className="font-medium text-accent underline-offset-4 hover:underline">
          Go to your cards
        </Link>
      }
    />
  );
}

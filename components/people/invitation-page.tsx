"use client";

import type { ReactNode } from "react";
import { ActionForm, type FormAction } from "#components/ui/action-form.tsx";
import { Button, LinkButton } from "#components/ui/button.tsx";
import { PlainPage } from "#components/ui/plain-page.tsx";
import type { OpenInvitation } from "#lib/owners/people.ts";
import { ROLE_MEANINGS, ROLE_PHRASES } from "#lib/owners/roles.ts";

type InvitationPageProps = {
  invitation: OpenInvitation;
  /** Of who is signed in; null: nobody is. */
  email: string | null;
  /** Where to come back to after signing in. */
  path: string;
  join: FormAction;
  useAnotherAccount: () => Promise<void>;
};

/** What somebody is invited to, and a button that accepts it. Whoever has no account is led to make one and back. */
export function InvitationPage({ invitation, email, path, join, useAnotherAccount }: InvitationPageProps) {
  const isForAnother =
    email !== null && invitation.email !== null && email.toLowerCase() !== invitation.email;
  return (
    <PlainPage
      title={invitation.is_claim ? `Claim ${invitation.name}` : `Join ${invitation.name}`}
      actions={
        email === null ? (
          <>
            <LinkButton href={`/sign-in?next=${encodeURIComponent(path)}`}>Sign in</LinkButton>
            <LinkButton href={`/sign-up?next=${encodeURIComponent(path)}`} variant="secondary">
              Create an account
            </LinkButton>
          </>
        ) : (
          <>
            {!isForAnother && (
              <ActionForm action={join} className="grid gap-3">
                {({ pending, result }) => (
                  <>
                    {result}
                    <div>
                      <Button type="submit" pending={pending}>
                        {invitation.is_claim ? "Claim this card" : `Join as ${ROLE_PHRASES[invitation.role]}`}
                      </Button>
                    </div>
                  </>
                )}
              </ActionForm>
            )}
            <form action={useAnotherAccount}>
              <Button type="submit" variant="secondary">
                Use another account
              </Button>
            </form>
          </>
        )
      }
    >
      <p>
        {invitation.is_claim
          ? "This card has nobody who looks after it yet. Whoever claims it becomes its owner."
          : `${invitation.invited_by ?? "An owner of this card"} invites you to its analytics as ${ROLE_PHRASES[invitation.role]}. ${meaning(invitation)}`}
      </p>
      <Account invitation={invitation} email={email} isForAnother={isForAnother} />
    </PlainPage>
  );
}

function meaning({ role, limited }: OpenInvitation): string {
  return limited
    ? "You would see the numbers of some of its groups or contacts."
    : `Such a member ${ROLE_MEANINGS[role]}.`;
}

type AccountProps = { invitation: OpenInvitation; email: string | null; isForAnother: boolean };

/** With which account it would be accepted. */
function Account({ invitation, email, isForAnother }: AccountProps): ReactNode {
  if (email === null) {
    return (
      <p className="mt-3">
        {invitation.email
          ? `Sign in as ${invitation.email}, or create an account with this address, and you come back here.`
          : "Sign in, or create an account, and you come back here."}
      </p>
    );
  }
  return (
    <p className="mt-3">
      You are signed in as <span className="text-ink">{email}</span>.
      {isForAnother && ` This invitation is for ${invitation.email}: sign in with that address.`}
    </p>
  );
}

/** What stands at the address of an invitation that is not open. */
export function ClosedInvitation() {
  return (
    <PlainPage
      title="This invitation is not open"
      actions={
        <LinkButton href="/dashboard" variant="secondary">
          Your cards
        </LinkButton>
      }
    >
      It has been used or withdrawn, or is too old. Ask whoever sent it for a new one.
    </PlainPage>
  );
}

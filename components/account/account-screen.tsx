"use client";

import Link from "next/link";
import { useState } from "react";
import { SignOutButton } from "#components/auth/sign-out-button.tsx";
import { ActionForm, type FormAction } from "#components/ui/action-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { FormDialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Logo } from "#components/ui/logo.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { OwnAccount, OwnSession } from "#lib/auth/account.ts";
import type { ReaderLocale } from "#lib/http/reader-locale.ts";

type AccountScreenProps = {
  email: string;
  account: OwnAccount;
  locale: ReaderLocale;
  actions: Record<
    "changeEmail" | "changePassword" | "endSession" | "endOtherSessions" | "deleteAccount",
    FormAction
  >;
  signOut: () => Promise<void>;
};

/** A member's own account: address, password, where it is signed in, and its end. */
export function AccountScreen({ email, account, locale, actions, signOut }: AccountScreenProps) {
  return (
    <>
      <header className="border-line border-b bg-paper">
        <div className="mx-auto flex h-14 max-w-3xl items-center justify-between gap-4 px-4 sm:px-6">
          <Link href="/dashboard" aria-label="Daybook, your cards" className="rounded-md">
            <Logo />
          </Link>
          <SignOutButton action={signOut} />
        </div>
      </header>
      <main className="mx-auto grid max-w-3xl gap-5 px-4 pt-6 pb-16 sm:px-6 sm:pt-8 [&>*]:min-w-0">
        <div>
          <h1 className="font-serif text-3xl text-ink tracking-tight">Your account</h1>
          <p className="mt-1 break-all text-muted text-sm">{email}</p>
        </div>
        <Panel title="E-mail address" description="You sign in with it, and mails go there">
          <ActionForm action={actions.changeEmail} className="grid gap-4">
            {({ errors, pending, result }) => (
              <>
                <Field
                  label="New e-mail address"
                  name="email"
                  type="email"
                  autoComplete="email"
                  autoCapitalize="none"
                  spellCheck={false}
                  error={errors.email}
                />
                <OldPassword error={errors.old_password} />
                {result}
                <div>
                  <Button type="submit" variant="secondary" size="sm" pending={pending}>
                    Change the address
                  </Button>
                </div>
              </>
            )}
          </ActionForm>
        </Panel>
        <Panel title="Password" description="A new one signs every other browser out">
          <ActionForm action={actions.changePassword} className="grid gap-4">
            {({ errors, pending, result }) => (
              <>
                <OldPassword error={errors.old_password} />
                <Field
                  label="New password"
                  name="password"
                  type="password"
                  autoComplete="new-password"
                  hint="At least 8 characters."
                  error={errors.password}
                />
                {result}
                <div>
                  <Button type="submit" variant="secondary" size="sm" pending={pending}>
                    Change the password
                  </Button>
                </div>
              </>
            )}
          </ActionForm>
        </Panel>
        {account.sessions && (
          <SessionsPanel
            sessions={account.sessions}
            locale={locale}
            end={account.can_end ? actions.endSession : null}
            endOthers={actions.endOtherSessions}
          />
        )}
        <DeletePanel isHosts={account.is_hosts} action={actions.deleteAccount} />
      </main>
    </>
  );
}

function OldPassword({ error }: { error: string | undefined }) {
  return (
    <Field
      label="Your password now"
      name="old_password"
      type="password"
      autoComplete="current-password"
      error={error}
    />
  );
}

type SessionsPanelProps = {
  sessions: OwnSession[];
  locale: ReaderLocale;
  /** Null where the database lets nobody end a single one. */
  end: FormAction | null;
  endOthers: FormAction;
};

function SessionsPanel({ sessions, locale, end, endOthers }: SessionsPanelProps) {
  const moment = new Intl.DateTimeFormat(locale.dates, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "UTC",
  });
  return (
    <Panel
      title="Where you are signed in"
      description="Times are in UTC. What a browser is called, and from where it signed in, Daybook does not keep"
    >
      <ul className="divide-y divide-line text-sm">
        {sessions.map((session) => (
          <li
            key={session.session_id}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5"
          >
            <div>
              <p className="font-medium text-ink">
                {session.is_current ? "This browser" : "Another browser"}
              </p>
              <p className="text-muted tabular-nums">
                since {moment.format(new Date(session.created_at))}, last renewed{" "}
                {moment.format(new Date(session.used_at))}
              </p>
            </div>
            {end && !session.is_current && (
              <ActionForm action={end}>
                {({ errors, pending }) => (
                  <>
                    <input type="hidden" name="session" value={session.session_id} />
                    {errors.form && <p className="text-bad text-sm">{errors.form}</p>}
                    <Button
                      type="submit"
                      variant="secondary"
                      size="sm"
                      pending={pending}
                      aria-label={`Sign out the browser of ${moment.format(new Date(session.created_at))}`}
                    >
                      Sign out
                    </Button>
                  </>
                )}
              </ActionForm>
            )}
          </li>
        ))}
      </ul>
      <ActionForm action={endOthers} className="mt-4 grid gap-3">
        {({ pending, result }) => (
          <>
            {result}
            {sessions.length > 1 && (
              <div>
                <Button type="submit" variant="secondary" size="sm" pending={pending}>
                  Sign out every other browser
                </Button>
              </div>
            )}
          </>
        )}
      </ActionForm>
    </Panel>
  );
}

function DeletePanel({ isHosts, action }: { isHosts: boolean; action: FormAction }) {
  const [isOpen, setOpen] = useState(false);
  const what = isHosts ? "Leave all cards" : "Delete the account";
  return (
    <Panel
      title={what}
      description={
        isHosts
          ? "This account is also that of the product Daybook belongs to. Here you can leave its cards; the account itself is deleted there"
          : "You leave every card. Cards, numbers and what you did for them stay with their other members"
      }
    >
      <Button variant="danger" size="sm" onClick={() => setOpen(true)}>
        {what}
      </Button>
      {isOpen && (
        <FormDialog
          title={what}
          description="This cannot be undone. While you are the last owner of a card it is refused: hand the card over or delete it first."
          action={action}
          submit={isHosts ? "Leave them" : "Delete it for good"}
          onClose={() => setOpen(false)}
          fields={(errors) => <OldPassword error={errors.old_password} />}
        />
      )}
    </Panel>
  );
}

"use client";

import Link from "next/link";
import { AuthForm, EmailField, MailSent, PasswordField } from "#components/auth/auth-form.tsx";
import type { CredentialsAction } from "#lib/auth/credentials.ts";

type CredentialsFormProps = {
  action: CredentialsAction;
  purpose: "sign-in" | "sign-up";
  /** Where to go afterwards; the action decides whether that is allowed. */
  next?: string;
};

const LABELS = {
  "sign-in": { submit: "Sign in", pending: "Signing in…" },
  "sign-up": { submit: "Create account", pending: "Creating your account…" },
} as const;

/** E-mail address and password, for signing in and for signing up. */
export function CredentialsForm({ action, purpose, next }: CredentialsFormProps) {
  return (
    <AuthForm
      action={action}
      {...LABELS[purpose]}
      submitClassName="mt-1"
      whenMailSent={(email) => <MailSent email={email} />}
    >
      {(state) => (
        <>
          {next && <input type="hidden" name="next" value={next} />}
          <EmailField state={state} />
          <PasswordField label="Password" isNew={purpose === "sign-up"} state={state} />
          {purpose === "sign-in" && (
            <Link
              href="/reset-password"
              className="-mt-3 justify-self-start text-muted text-sm underline-offset-4 hover:text-ink hover:underline"
            >
              Forgotten your password?
            </Link>
          )}
        </>
      )}
    </AuthForm>
  );
}

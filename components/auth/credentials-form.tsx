"use client";

import Link from "next/link";
import { EmailField, PasswordField } from "#components/auth/auth-fields.tsx";
import { MailSent } from "#components/auth/mail-sent.tsx";
import { useAuthForm } from "#components/auth/use-auth-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { CredentialsAction } from "#lib/auth/credentials.ts";

type CredentialsFormProps = {
  action: CredentialsAction;
  purpose: "sign-in" | "sign-up";
  /** Where to go on to afterwards; the action decides whether it may be gone to. */
  next?: string;
};

const WORDS = {
  "sign-in": { submit: "Sign in", pending: "Signing in…" },
  "sign-up": { submit: "Create account", pending: "Creating your account…" },
} as const;

/** E-mail address and password, for signing in and for signing up. */
export function CredentialsForm({ action, purpose, next }: CredentialsFormProps) {
  const { state, pending, form } = useAuthForm(action);
  const words = WORDS[purpose];
  if (state.mailSent) return <MailSent email={state.email} />;

  return (
    <form {...form}>
      {state.errors.form && <Notice tone="bad">{state.errors.form}</Notice>}
      {next && <input type="hidden" name="next" value={next} />}
      <EmailField email={state.email} error={state.errors.email} />
      <PasswordField label="Password" isNew={purpose === "sign-up"} error={state.errors.password} />
      {purpose === "sign-in" && (
        <Link
          href="/reset-password"
          className="-mt-3 justify-self-start text-muted text-sm underline-offset-4 hover:text-ink hover:underline"
        >
          Forgotten your password?
        </Link>
      )}
      <Button type="submit" size="lg" wide pending={pending} className="mt-1">
        {pending ? words.pending : words.submit}
      </Button>
    </form>
  );
}

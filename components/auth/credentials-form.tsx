"use client";

import Link from "next/link";
import { useActionState, useEffect, useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { CredentialErrors } from "#lib/auth/credentials.ts";
import { MailSent } from "./mail-sent.tsx";

/** What the form shows: the address as it was typed, and what was wrong with the last try. */
export type CredentialsState = { email: string; errors: CredentialErrors; mailSent?: boolean };

type CredentialsFormProps = {
  action: (before: CredentialsState, form: FormData) => Promise<CredentialsState>;
  purpose: "sign-in" | "sign-up";
  /** Where to go on to afterwards; the action decides whether it may be gone to. */
  next?: string;
};

const WORDS = {
  "sign-in": { submit: "Sign in", pending: "Signing in…", autoComplete: "current-password" },
  "sign-up": { submit: "Create account", pending: "Creating your account…", autoComplete: "new-password" },
} as const;

/** E-mail address and password, for signing in and for signing up. Works before and without JavaScript. */
export function CredentialsForm({ action, purpose, next }: CredentialsFormProps) {
  const [state, submit, pending] = useActionState(action, { email: "", errors: {} });
  const form = useRef<HTMLFormElement>(null);
  const words = WORDS[purpose];

  // After a failed try the person stands where there is something to mend.
  useEffect(() => {
    if (state.errors.email || state.errors.password) {
      form.current?.querySelector<HTMLInputElement>("[aria-invalid]")?.focus();
    } else if (state.errors.form) {
      form.current?.querySelector<HTMLInputElement>("[name=password]")?.focus();
    }
  }, [state]);

  if (state.mailSent) return <MailSent email={state.email} />;

  return (
    <form ref={form} action={submit} noValidate className="grid gap-5">
      {state.errors.form && <Notice tone="bad">{state.errors.form}</Notice>}
      {next && <input type="hidden" name="next" value={next} />}
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="email"
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        required
        defaultValue={state.email}
        error={state.errors.email}
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete={words.autoComplete}
        required
        hint={
          purpose === "sign-up" ? "At least 8 characters. A short sentence is a good password." : undefined
        }
        error={state.errors.password}
      />
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

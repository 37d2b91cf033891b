"use client";

import { MailCheck } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useActionState, useEffect, useRef } from "react";
import { Button, buttonStyle } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/states.tsx";
import type { CredentialsAction, CredentialsState } from "#lib/auth/credentials.ts";
import { signInPath } from "#lib/auth/next-path.ts";

type AuthFormProps = {
  action: CredentialsAction;
  /** The address of the account, where it is known. */
  email?: string;
  /** The button's label, and what it says while the form is under way. */
  submit: string;
  pending: string;
  /** The button's classes. */
  submitClassName?: string;
  /** Shown in place of the form when it is done: when a mail has been sent to this address, or an account made. */
  whenDone?: (state: CredentialsState) => ReactNode;
  children: (state: CredentialsState) => ReactNode;
};

/**
 * A form of an account. When an action finds something wrong, the focus goes to the field where it can be corrected.
 * Works without JavaScript too.
 */
export function AuthForm(props: AuthFormProps) {
  const { action, email = "", submit, pending: pendingLabel, submitClassName, whenDone, children } = props;
  const [state, send, pending] = useActionState(action, { email, errors: {} });
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (!Object.values(state.errors).some(Boolean)) return;
    const field = (selector: string) => form.current?.querySelector<HTMLInputElement>(selector);
    (field("[aria-invalid]") ?? field("[name=password]") ?? field("[name=email]"))?.focus();
  }, [state]);

  if ((state.mailSent || state.accountMade) && whenDone) return whenDone(state);
  return (
    <form ref={form} action={send} noValidate className="grid gap-5">
      {state.errors.form && <Notice tone="bad">{state.errors.form}</Notice>}
      {children(state)}
      <Button type="submit" size="lg" wide pending={pending} className={submitClassName}>
        {pending ? pendingLabel : submit}
      </Button>
    </form>
  );
}

/** The e-mail address of an account, with what was typed last. */
export function EmailField({ state }: { state: CredentialsState }) {
  return (
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
  );
}

type PasswordFieldProps = { label: string; isNew: boolean; state: CredentialsState };

/** The password of an account, or a new one with a hint at what it must be. */
export function PasswordField({ label, isNew, state }: PasswordFieldProps) {
  return (
    <Field
      label={label}
      name="password"
      type="password"
      autoComplete={isNew ? "new-password" : "current-password"}
      required
      hint={isNew ? "At least 8 characters. A short sentence is a good password." : undefined}
      error={state.errors.password}
    />
  );
}

type MailSentProps = {
  email: string;
  /** Does not say whether there is such an account. */
  ifKnown?: boolean;
  children?: ReactNode;
};

/** Says that a link has been sent by mail. */
export function MailSent({ email, ifKnown = false, children }: MailSentProps) {
  return (
    <div role="status" className="rounded-2xl border border-line bg-surface p-6 shadow-card">
      <span className="grid size-11 place-items-center rounded-full bg-accent-soft text-accent">
        <MailCheck aria-hidden="true" className="size-5" />
      </span>
      <h2 className="mt-4 font-medium font-serif text-2xl text-ink">Check your mail</h2>
      <p className="mt-2 text-muted leading-relaxed">
        {ifKnown ? "If there is an account for" : "We sent a link to"}{" "}
        <strong className="break-all font-medium text-ink">{email}</strong>
        {ifKnown && ", a link is on its way to it"}. Open it in this browser, and you are in. If nothing comes
        within a few minutes, look into the spam folder.
      </p>
      {children && <p className="mt-3 text-muted text-sm leading-relaxed">{children}</p>}
    </div>
  );
}

/** Says that there is an account now, and does not say whether there was one before. */
function AccountMade({ email, next }: { email: string; next: string }) {
  return (
    <div role="status" className="rounded-2xl border border-line bg-surface p-6 shadow-card">
      <h2 className="font-medium font-serif text-2xl text-ink">Sign in to go on</h2>
      <p className="mt-2 text-muted leading-relaxed">
        There is an account for <strong className="break-all font-medium text-ink">{email}</strong>, with the
        password you have just chosen. If there was one before, its password stays as it was, and a link to
        choose a new one is on its way to that address.
      </p>
      <Link href={signInPath(next)} className={`${buttonStyle({ size: "lg", wide: true })} mt-5`}>
        Sign in
      </Link>
    </div>
  );
}

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
      whenDone={({ email, accountMade }) =>
        accountMade ? <AccountMade email={email} next={next ?? "/welcome"} /> : <MailSent email={email} />
      }
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

type ResetFormProps = {
  action: CredentialsAction;
  /** Auth runs on this machine and writes its mails to the terminal. */
  sendsNoMail: boolean;
};

/** Asks for a link to set a new password. */
export function ResetForm({ action, sendsNoMail }: ResetFormProps) {
  return (
    <AuthForm
      action={action}
      submit="Send me a link"
      pending="Asking for a link…"
      whenDone={({ email }) => (
        <MailSent email={email} ifKnown>
          {sendsNoMail &&
            "This Daybook’s Supabase runs on its own machine and sends no mail: the link stands in the terminal in which Daybook was started, and in mails.log in its data folder."}
        </MailSent>
      )}
    >
      {(state) => <EmailField state={state} />}
    </AuthForm>
  );
}

type NewPasswordFormProps = {
  action: CredentialsAction;
  /** The account's address, for password managers. */
  email: string;
};

/** Sets a new password for the signed-in member. */
export function NewPasswordForm({ action, email }: NewPasswordFormProps) {
  return (
    <AuthForm action={action} email={email} submit="Save the new password" pending="Saving…">
      {(state) => (
        <>
          <input type="email" name="email" value={email} autoComplete="username" readOnly hidden />
          <PasswordField label="New password" isNew state={state} />
        </>
      )}
    </AuthForm>
  );
}

type MailLinkFormProps = {
  action: (form: FormData) => Promise<void>;
  /** What the link carries. */
  link: Record<string, string>;
  /** The id of who is signed in and has been told that the link may end that; empty: nobody is. */
  leaving: string;
};

/** Spends the link of a mail when its button is pressed. */
export function MailLinkForm({ action, link, leaving }: MailLinkFormProps) {
  return (
    <form action={action}>
      {Object.entries({ ...link, leaving }).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button type="submit" size="lg" wide>
        Go on
      </Button>
    </form>
  );
}

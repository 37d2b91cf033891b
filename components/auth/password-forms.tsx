"use client";

import { AuthForm, EmailField, MailSent, PasswordField } from "#components/auth/auth-form.tsx";
import type { CredentialsAction } from "#lib/auth/credentials.ts";

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
      whenMailSent={(email) => (
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

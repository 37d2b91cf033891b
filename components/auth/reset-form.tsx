"use client";

import { useActionState } from "react";
import type { CredentialsState } from "#components/auth/credentials-form.tsx";
import { MailSent } from "#components/auth/mail-sent.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/notice.tsx";

type ResetFormProps = {
  action: (before: CredentialsState, form: FormData) => Promise<CredentialsState>;
  /** Auth runs on this machine and tells its mails there. */
  sendsNoMail: boolean;
};

/** Asks for a link to set a new password. */
export function ResetForm({ action, sendsNoMail }: ResetFormProps) {
  const [state, submit, pending] = useActionState(action, { email: "", errors: {} });
  if (state.mailSent) {
    return (
      <MailSent email={state.email} ifKnown>
        {sendsNoMail &&
          "This Daybook’s Supabase runs on its own machine and sends no mail: the link stands in the terminal in which Daybook was started, and in mails.log in its data folder."}
      </MailSent>
    );
  }
  return (
    <form action={submit} noValidate className="grid gap-5">
      {state.errors.form && <Notice tone="bad">{state.errors.form}</Notice>}
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
      <Button type="submit" size="lg" wide pending={pending}>
        {pending ? "Asking for a link…" : "Send me a link"}
      </Button>
    </form>
  );
}

"use client";

import { EmailField } from "#components/auth/auth-fields.tsx";
import { MailSent } from "#components/auth/mail-sent.tsx";
import { useAuthForm } from "#components/auth/use-auth-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { CredentialsAction } from "#lib/auth/credentials.ts";

type ResetFormProps = {
  action: CredentialsAction;
  /** Auth runs on this machine and tells its mails there. */
  sendsNoMail: boolean;
};

/** Asks for a link to set a new password. */
export function ResetForm({ action, sendsNoMail }: ResetFormProps) {
  const { state, pending, form } = useAuthForm(action);
  if (state.mailSent) {
    return (
      <MailSent email={state.email} ifKnown>
        {sendsNoMail &&
          "This Daybook’s Supabase runs on its own machine and sends no mail: the link stands in the terminal in which Daybook was started, and in mails.log in its data folder."}
      </MailSent>
    );
  }
  return (
    <form {...form}>
      {state.errors.form && <Notice tone="bad">{state.errors.form}</Notice>}
      <EmailField email={state.email} error={state.errors.email} />
      <Button type="submit" size="lg" wide pending={pending}>
        {pending ? "Asking for a link…" : "Send me a link"}
      </Button>
    </form>
  );
}

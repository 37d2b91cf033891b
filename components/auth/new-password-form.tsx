"use client";

import { PasswordField } from "#components/auth/auth-fields.tsx";
import { useAuthForm } from "#components/auth/use-auth-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { CredentialsAction } from "#lib/auth/credentials.ts";

type NewPasswordFormProps = {
  action: CredentialsAction;
  /** For password managers, which want to know whose it is. */
  email: string;
};

/** Sets a new password for who is signed in. */
export function NewPasswordForm({ action, email }: NewPasswordFormProps) {
  const { state, pending, form } = useAuthForm(action, email);
  return (
    <form {...form}>
      {state.errors.form && <Notice tone="bad">{state.errors.form}</Notice>}
      <input type="email" name="email" value={email} autoComplete="username" readOnly hidden />
      <PasswordField label="New password" isNew error={state.errors.password} />
      <Button type="submit" size="lg" wide pending={pending}>
        {pending ? "Saving…" : "Save the new password"}
      </Button>
    </form>
  );
}

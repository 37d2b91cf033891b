"use client";

import { useActionState } from "react";
import type { CredentialsState } from "#components/auth/credentials-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/notice.tsx";

type NewPasswordFormProps = {
  action: (before: CredentialsState, form: FormData) => Promise<CredentialsState>;
  /** For password managers, which want to know whose it is. */
  email: string;
};

/** Sets a new password for who is signed in. */
export function NewPasswordForm({ action, email }: NewPasswordFormProps) {
  const [state, submit, pending] = useActionState(action, { email, errors: {} });
  return (
    <form action={submit} noValidate className="grid gap-5">
      {state.errors.form && <Notice tone="bad">{state.errors.form}</Notice>}
      <input type="email" name="email" value={email} autoComplete="username" readOnly hidden />
      <Field
        label="New password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        hint="At least 8 characters. A short sentence is a good password."
        error={state.errors.password}
      />
      <Button type="submit" size="lg" wide pending={pending}>
        {pending ? "Saving…" : "Save the new password"}
      </Button>
    </form>
  );
}

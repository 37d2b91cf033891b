"use client";

import { useActionState, useEffect, useRef } from "react";
import type { CredentialsAction } from "#lib/auth/credentials.ts";

/**
 * The form of an account, with what its last try came to: spread `form` over it. Works without JavaScript too; with it, who
 * failed stands in the field where there is something to mend.
 */
export function useAuthForm(action: CredentialsAction, email = "") {
  const [state, submit, pending] = useActionState(action, { email, errors: {} });
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (!Object.values(state.errors).some(Boolean)) return;
    const field = (selector: string) => form.current?.querySelector<HTMLInputElement>(selector);
    (field("[aria-invalid]") ?? field("[name=password]") ?? field("[name=email]"))?.focus();
  }, [state]);

  return { state, pending, form: { ref: form, action: submit, noValidate: true, className: "grid gap-5" } };
}

"use client";

import { type FormEvent, startTransition, useActionState, useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { CardPreview } from "#components/welcome/card-preview.tsx";
import { TimeZoneField } from "#components/welcome/time-zone-field.tsx";
import { suggestUserCode, USER_CODE_LENGTH } from "#lib/owners/codes.ts";

/** What was wrong with the last try. */
export type WelcomeState = {
  errors: { name?: string; user_code?: string; time_zone?: string; form?: string };
};

type WelcomeFormProps = {
  action: (before: WelcomeState, form: FormData) => Promise<WelcomeState>;
  origin: string;
  timeZones: string[];
};

/** Name, address and time zone of a new owner, with what they become beside them. */
export function WelcomeForm({ action, origin, timeZones }: WelcomeFormProps) {
  const [state, submit, pending] = useActionState(action, { errors: {} });
  const [name, setName] = useState("");
  // Null until the person types a code of their own: so long it follows the name.
  const [ownCode, setOwnCode] = useState<string | null>(null);
  const userCode = ownCode ?? suggestUserCode(name);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    const { name, user_code, time_zone } = state.errors;
    if (name || user_code || time_zone) {
      form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
    }
  }, [state]);

  // React empties a form whose `action` has run, and with it the chosen time zone; sent like this it stays as it was.
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    startTransition(() => submit(data));
  };

  return (
    <div className="mt-10 grid items-start gap-10 lg:grid-cols-[1fr_1.05fr] lg:gap-16">
      <form ref={form} action={submit} onSubmit={send} noValidate className="grid gap-6">
        {state.errors.form && <Notice tone="bad">{state.errors.form}</Notice>}
        <Field
          label="Name on the card"
          name="name"
          autoComplete="name"
          placeholder="Clara Whitfield"
          maxLength={100}
          required
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={state.errors.name}
        />
        <Field
          label="Address"
          name="user_code"
          prefix="/c/"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={USER_CODE_LENGTH}
          required
          value={userCode}
          onChange={(event) => setOwnCode(event.target.value.toLowerCase().replaceAll(" ", "-"))}
          hint="Your owner code. Letters a–z, digits, - and _. It cannot be changed later."
          error={state.errors.user_code}
        />
        <TimeZoneField timeZones={timeZones} error={state.errors.time_zone} />
        <Button type="submit" size="lg" pending={pending} className="sm:justify-self-start">
          {pending ? "Opening your daybook…" : "Open my daybook"}
        </Button>
      </form>
      <CardPreview name={name} userCode={userCode} origin={origin} />
    </div>
  );
}

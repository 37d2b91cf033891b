"use client";

import { SettingsForm } from "#components/settings/settings-forms.tsx";
import { Field } from "#components/ui/field.tsx";
import type { FormAction } from "#components/ui/form-action.ts";

type CardFormProps = {
  name: string;
  cardUrl: string | null;
  ownCard: string;
  locked: boolean;
  action: FormAction;
};

/** The name on the card, and where share links lead. */
export function CardForm({ name, cardUrl, ownCard, locked, action }: CardFormProps) {
  return (
    <SettingsForm action={action} locked={locked}>
      {(errors) => (
        <>
          <Field label="Name" name="name" defaultValue={name} required maxLength={120} error={errors.name} />
          <Field
            label="Address of your card"
            name="card_url"
            type="url"
            inputMode="url"
            defaultValue={cardUrl ?? ""}
            placeholder={ownCard}
            hint="Share links lead here and add ?s= and the code of the share. Empty: a plain page here with your name."
            error={errors.card_url}
          />
        </>
      )}
    </SettingsForm>
  );
}

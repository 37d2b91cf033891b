"use client";

import { SettingsForm } from "#components/settings/settings-forms.tsx";
import type { FormAction } from "#components/ui/form-action.ts";
import { TextAreaField } from "#components/ui/text-area-field.tsx";

type OriginsFormProps = { origins: string[]; locked: boolean; action: FormAction };

/** The sites that may send events. */
export function OriginsForm({ origins, locked, action }: OriginsFormProps) {
  return (
    <SettingsForm action={action} locked={locked}>
      {(errors) => (
        <TextAreaField
          label="Origins"
          name="origins"
          rows={3}
          defaultValue={origins.join("\n")}
          key={origins.join()}
          placeholder={"https://example.com\nhttps://*.example.com"}
          spellCheck={false}
          autoCapitalize="none"
          hint="One a line. *. before the host stands for any subdomain, :* for any port. Events from elsewhere are refused and counted as such."
          error={errors.origins}
        />
      )}
    </SettingsForm>
  );
}

"use client";

import { SettingsForm } from "#components/settings/settings-forms.tsx";
import type { FormAction } from "#components/ui/form-action.ts";
import { SelectField } from "#components/ui/select-field.tsx";
import { RETENTION_CHOICES } from "#lib/owners/owner-settings.ts";

type RetentionFormProps = { days: number | null; locked: boolean; action: FormAction };

/** For how long single events are kept. Only owners change it, since it ends in deleting. */
export function RetentionForm({ days, locked, action }: RetentionFormProps) {
  const choices = [...new Set([...RETENTION_CHOICES, ...(days === null ? [] : [days])])].sort(
    (a, b) => a - b,
  );
  return (
    <SettingsForm action={action} locked={locked}>
      {(errors) => (
        <SelectField
          label="Keep single events for"
          name="retention_days"
          defaultValue={days ?? ""}
          key={days}
          hint={locked ? "Only an owner can change this, because it ends in deleting." : undefined}
          error={errors.retention_days}
        >
          <option value="">As long as Daybook runs</option>
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice % 365 === 0 ? (choice === 365 ? "1 year" : `${choice / 365} years`) : `${choice} days`}
            </option>
          ))}
        </SelectField>
      )}
    </SettingsForm>
  );
}

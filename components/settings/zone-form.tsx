"use client";

import { SettingsForm } from "#components/settings/settings-forms.tsx";
import type { FormAction } from "#components/ui/form-action.ts";
import { SelectField } from "#components/ui/select-field.tsx";

type ZoneFormProps = {
  zone: string;
  zones: string[];
  change: string | null;
  locked: boolean;
  action: FormAction;
};

/** The clock of the owner's days, and from when another one goes. */
export function ZoneForm({ zone, zones, change, locked, action }: ZoneFormProps) {
  const listed = zones.includes(zone) ? zones : [zone, ...zones];
  return (
    <SettingsForm action={action} locked={locked}>
      {(errors) => (
        <SelectField
          label="Time zone"
          name="time_zone"
          defaultValue={zone}
          key={zone}
          hint={change ?? undefined}
          error={errors.time_zone}
        >
          {listed.map((name) => (
            <option key={name} value={name}>
              {name.replaceAll("_", " ")}
            </option>
          ))}
        </SelectField>
      )}
    </SettingsForm>
  );
}

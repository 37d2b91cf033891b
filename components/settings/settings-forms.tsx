"use client";

import { CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import useSWR from "swr";
import { ActionForm, type FormAction } from "#components/ui/action-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field, SelectField, TextAreaField } from "#components/ui/field.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import { RETENTION_CHOICES } from "#lib/owners/owner-settings.ts";

type Setting = {
  action: FormAction;
  /** The member's role does not allow changing it. */
  locked: boolean;
};

type SettingsFormProps = Setting & { children: (errors: Record<string, string>) => ReactNode };

/** A form of the settings screen: its fields, what came of saving, and the button. */
function SettingsForm({ action, locked, children }: SettingsFormProps) {
  return (
    <ActionForm action={action}>
      {({ errors, pending, result }) => (
        <fieldset disabled={locked} className="grid gap-4 disabled:opacity-70">
          {children(errors)}
          {result}
          {!locked && (
            <div>
              <Button type="submit" size="sm" variant="secondary" pending={pending}>
                Save
              </Button>
            </div>
          )}
        </fieldset>
      )}
    </ActionForm>
  );
}

type CardFormProps = Setting & {
  name: string;
  cardUrl: string | null;
  /** The address of the page that Daybook shows for this owner. */
  pageHere: string;
};

/** The name on the card, and where share links lead. */
export function CardForm({ name, cardUrl, pageHere, ...setting }: CardFormProps) {
  return (
    <SettingsForm {...setting}>
      {(errors) => (
        <>
          <Field label="Name" name="name" defaultValue={name} required maxLength={120} error={errors.name} />
          <Field
            label="Address of your card"
            name="card_url"
            type="url"
            inputMode="url"
            defaultValue={cardUrl ?? ""}
            placeholder={pageHere}
            hint="Share links lead here and add ?s= and the code of the share. Empty: they lead to your card on Daybook."
            error={errors.card_url}
          />
        </>
      )}
    </SettingsForm>
  );
}

/** The origins that may send events. */
export function OriginsForm({ origins, ...setting }: Setting & { origins: string[] }) {
  return (
    <SettingsForm {...setting}>
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

type TimeZoneFormProps = Setting & {
  timeZone: string;
  /** All that can be chosen. */
  timeZones: string[];
  /** When the chosen time zone is not in force yet: a sentence that says from when it will be. */
  change: string | null;
};

/** The time zone of the owner's days. */
export function TimeZoneForm({ timeZone, timeZones, change, ...setting }: TimeZoneFormProps) {
  const listed = timeZones.includes(timeZone) ? timeZones : [timeZone, ...timeZones];
  return (
    <SettingsForm {...setting}>
      {(errors) => (
        <SelectField
          label="Time zone"
          name="time_zone"
          defaultValue={timeZone}
          key={timeZone}
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

/** For how long single events are kept. Only owners change it, since it ends in deleting. */
export function RetentionForm({ days, ...setting }: Setting & { days: number | null }) {
  const choices = new Set([...RETENTION_CHOICES, ...(days === null ? [] : [days])]);
  return (
    <SettingsForm {...setting}>
      {(errors) => (
        <SelectField
          label="Keep single events for"
          name="retention_days"
          defaultValue={days ?? ""}
          key={days}
          hint={setting.locked ? "Only an owner can change this, because it ends in deleting." : undefined}
          error={errors.retention_days}
        >
          <option value="">As long as Daybook runs</option>
          {[...choices]
            .sort((a, b) => a - b)
            .map((choice) => (
              <option key={choice} value={choice}>
                {duration(choice)}
              </option>
            ))}
        </SelectField>
      )}
    </SettingsForm>
  );
}

function duration(days: number): string {
  if (days % 365 !== 0) return `${days} days`;
  return days === 365 ? "1 year" : `${days / 365} years`;
}

/** How often to ask while no event has come. */
const ASK_EVERY_MS = 3_000;

async function hasEvents(url: string): Promise<boolean> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(String(answer.status));
  return ((await answer.json()) as Dashboard).owner.first_date !== null;
}

/** Asks for an owner's first event until it has come, and says whether it has. */
export function FirstEventCheck({ userCode, seen }: { userCode: string; seen: boolean }) {
  const url = seen ? null : `/api/analytics/${encodeURIComponent(userCode)}?period=today&compare=none`;
  const { data } = useSWR(url, hasEvents, { refreshInterval: (arrived) => (arrived ? 0 : ASK_EVERY_MS) });
  const arrived = seen || data === true;
  return (
    <p role="status" className="flex items-center gap-3 rounded-xl bg-sunken px-4 py-3 text-muted text-sm">
      {arrived ? (
        <CircleCheck aria-hidden="true" className="size-4 shrink-0 text-good" />
      ) : (
        <span aria-hidden="true" className="relative flex size-2">
          <span className="absolute inline-flex size-full rounded-full bg-accent opacity-60 motion-safe:animate-ping" />
          <span className="relative inline-flex size-2 rounded-full bg-accent" />
        </span>
      )}
      {arrived
        ? "Events arrive: the line works."
        : "Waiting for your first event. Open your page in another tab."}
    </p>
  );
}

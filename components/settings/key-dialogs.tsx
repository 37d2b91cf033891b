"use client";

import { Plus } from "lucide-react";
import { useState } from "react";
import type { FormAction } from "#components/ui/action-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Snippet } from "#components/ui/copy-button.tsx";
import { FormDialog } from "#components/ui/dialog.tsx";
import { Field, SelectField } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/states.tsx";
import { ABILITIES, ABILITY_NAMES, EXPIRY_CHOICES } from "#lib/owners/api-keys.ts";

/** Opens the dialog in which a key is made. */
export function NewKeyButton({ action }: { action: FormAction }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        <Plus aria-hidden="true" /> New key
      </Button>
      {open && <NewKeyDialog action={action} onClose={() => setOpen(false)} />}
    </>
  );
}

type NewKeyDialogProps = { action: FormAction; onClose: () => void };

function NewKeyDialog({ action, onClose }: NewKeyDialogProps) {
  return (
    <FormDialog
      title="New key"
      action={action}
      submit="Make key"
      onClose={onClose}
      made={(secret) => (
        <>
          <Notice tone="good">The key is made. This is the only time that it is shown: copy it now.</Notice>
          <Snippet code={secret} what="key" />
        </>
      )}
      fields={(errors) => (
        <>
          <Field
            label="Name"
            name="name"
            maxLength={120}
            placeholder="Shop, accounts, my assistant…"
            hint="What will use it."
            error={errors.name}
          />
          <fieldset className="grid gap-2">
            <legend className="mb-1.5 font-medium text-ink text-sm">What it may do</legend>
            {ABILITIES.map((ability) => (
              <label
                key={ability}
                className="flex cursor-pointer items-start gap-3 rounded-xl border border-line px-3.5 py-3 text-sm hover:bg-sunken"
              >
                <input
                  type="checkbox"
                  name="abilities"
                  value={ability}
                  defaultChecked={ability === "read"}
                  className="mt-0.5 size-4 shrink-0 accent-accent"
                />
                <span>
                  <span className="block font-medium text-ink">{ABILITY_NAMES[ability].name}</span>
                  <span className="block text-muted leading-snug">{ABILITY_NAMES[ability].meaning}</span>
                </span>
              </label>
            ))}
            {errors.abilities && (
              <p role="alert" className="text-bad text-sm">
                {errors.abilities}
              </p>
            )}
          </fieldset>
          <SelectField label="In force" name="expires_in" defaultValue="" error={errors.expires_in}>
            <option value="">Until it is revoked</option>
            {EXPIRY_CHOICES.map((days) => (
              <option key={days} value={days}>
                {days === 365 ? "For a year" : `For ${days} days`}
              </option>
            ))}
          </SelectField>
        </>
      )}
    />
  );
}

type RevokeButtonProps = { keyHash: string; name: string; action: FormAction };

/** Ends a key, after asking once more. */
export function RevokeButton({ keyHash, name, action }: RevokeButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="danger" size="sm" onClick={() => setOpen(true)} aria-label={`Revoke ${name}`}>
        Revoke
      </Button>
      {open && (
        <FormDialog
          title={`Revoke ${name}?`}
          description="What uses this key is refused from now on. It cannot be brought back."
          action={action}
          submit="Revoke"
          variant="danger"
          onClose={() => setOpen(false)}
          fields={() => <input type="hidden" name="key_hash" value={keyHash} />}
        />
      )}
    </>
  );
}

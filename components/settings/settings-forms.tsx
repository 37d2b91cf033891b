"use client";

import { type ReactNode, useActionState } from "react";
import { ActionForm } from "#components/ui/action-form.tsx";
import { Button } from "#components/ui/button.tsx";
import type { FormAction } from "#components/ui/form-action.ts";
import { FormResult } from "#components/ui/form-result.tsx";

type SettingsFormProps = {
  action: FormAction;
  /** The member's role does not allow changing it. */
  locked: boolean;
  children: (errors: Record<string, string>) => ReactNode;
};

/** A form of the settings screen: its fields, what came of saving, and the button. */
export function SettingsForm({ action, locked, children }: SettingsFormProps) {
  const [state, submit, pending] = useActionState(action, {});
  return (
    <ActionForm action={submit}>
      <fieldset disabled={locked} className="grid gap-4 disabled:opacity-70">
        {children(state.errors ?? {})}
        <FormResult state={state} />
        {!locked && (
          <div>
            <Button type="submit" size="sm" variant="secondary" pending={pending}>
              Save
            </Button>
          </div>
        )}
      </fieldset>
    </ActionForm>
  );
}

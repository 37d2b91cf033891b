"use client";

import { type ReactNode, useActionState } from "react";
import { ActionForm } from "#components/ui/action-form.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogButtons } from "#components/ui/dialog-buttons.tsx";
import { Field } from "#components/ui/field.tsx";
import type { FormAction } from "#components/ui/form-action.ts";
import { FormResult } from "#components/ui/form-result.tsx";
import type { Group } from "#lib/owners/shares.ts";

type GroupDialogProps = { group?: Group; action: FormAction; onClose: () => void; children?: ReactNode };

/** Makes a group, or gives it another name. */
export function GroupDialog({ group, action, onClose, children }: GroupDialogProps) {
  const [state, submit, pending] = useActionState(action, {});
  return (
    <Dialog title={group ? `Edit ${group.name}` : "New group"} onClose={onClose}>
      <ActionForm action={submit} className="grid gap-4">
        <input type="hidden" name="group_code" value={group?.group_code ?? ""} />
        <Field
          label="Name"
          name="name"
          required
          maxLength={120}
          defaultValue={group?.name}
          placeholder="Friends, Family, Business…"
          error={state.errors?.name}
        />
        <FormResult state={state} />
        <DialogButtons
          state={state}
          pending={pending}
          submit={group ? "Save" : "Make group"}
          onClose={onClose}
        />
      </ActionForm>
      {children}
    </Dialog>
  );
}

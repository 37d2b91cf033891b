"use client";

import { useActionState } from "react";
import { ArchiveForm } from "#components/shares/archive-form.tsx";
import type { ShareActions } from "#components/shares/shares-screen.tsx";
import { ActionForm } from "#components/ui/action-form.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { DialogButtons } from "#components/ui/dialog-buttons.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormResult } from "#components/ui/form-result.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import type { OwnerShares, Share } from "#lib/owners/shares.ts";

type ShareDialogProps = {
  /** Absent: a new one. */
  share?: Share;
  known: OwnerShares;
  actions: ShareActions;
  onClose: () => void;
};

/** Makes a share, or changes whom it was given to and the group it lies in. */
export function ShareDialog({ share, known, actions, onClose }: ShareDialogProps) {
  const [state, submit, pending] = useActionState(actions.saveShare, {});
  const groups = known.groups.filter((group) => !group.archived || group.group_code === share?.group_code);
  return (
    <Dialog
      title={share ? `Edit ${share.contact || `share ${share.share_code}`}` : "New share"}
      description={share && "Visits from now on count for the new group; the past stays as it was."}
      onClose={onClose}
    >
      <ActionForm action={submit} className="grid gap-4">
        {share && <input type="hidden" name="existing" value={share.share_code} />}
        <Field
          label="Contact"
          name="contact"
          defaultValue={share?.contact}
          maxLength={120}
          placeholder="Ana Duarte, Trade fair Lisbon…"
          hint="The person or place you give it to."
          error={state.errors?.contact}
        />
        <SelectField
          label="Group"
          name="group_code"
          defaultValue={share?.group_code ?? ""}
          error={state.errors?.group_code}
        >
          <option value="">No group</option>
          {groups.map((group) => (
            <option key={group.group_code} value={group.group_code}>
              {group.name}
            </option>
          ))}
        </SelectField>
        {share ? (
          <input type="hidden" name="share_code" value={share.share_code} />
        ) : (
          <Field
            label="Code"
            name="share_code"
            maxLength={64}
            autoCapitalize="none"
            spellCheck={false}
            hint="The end of the link. Leave it empty for a short random one."
            error={state.errors?.share_code}
          />
        )}
        <FormResult state={state} />
        <DialogButtons
          state={state}
          pending={pending}
          submit={share ? "Save" : "Make share"}
          onClose={onClose}
        />
      </ActionForm>
      {share && (
        <ArchiveForm kind="share" code={share.share_code} archived={share.archived} action={actions.archive}>
          {share.archived
            ? "It is listed and offered for filtering again."
            : "Its link keeps working and counting; it is only put out of sight."}
        </ArchiveForm>
      )}
    </Dialog>
  );
}

"use client";

import { ActionForm, type FormAction } from "#components/ui/action-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { FormDialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import type { Annotation } from "#lib/analytics/dashboard.ts";

type AnnotationDialogProps = {
  /** Null: a new one. */
  annotation: Annotation | null;
  /** The day that a new one is offered for. */
  day: string;
  action: FormAction;
  onClose: () => void;
};

/** Writes a note at a day, changes it or takes it away, and closes when that is done. The default export, because it is loaded lazily. */
export default function AnnotationDialog({ annotation, day, action, onClose }: AnnotationDialogProps) {
  const act: FormAction = async (before, form) => {
    const after = await action(before, form);
    if (after.done) onClose();
    return after;
  };
  const id = <input type="hidden" name="annotation_id" value={annotation?.annotation_id ?? ""} />;
  return (
    <FormDialog
      title={annotation ? "Edit the note" : "New note"}
      description="It stands in the chart, for everybody who sees all of this card, and in exports of its days."
      action={act}
      submit="Save"
      onClose={onClose}
      fields={(errors) => (
        <>
          {id}
          <Field
            label="What happened"
            name="text"
            required
            maxLength={200}
            defaultValue={annotation?.text}
            placeholder="Newsletter sent, trade fair, new portrait…"
            error={errors.text}
          />
          <Field
            label="Day"
            name="date"
            type="date"
            required
            defaultValue={annotation?.date ?? day}
            error={errors.date}
          />
        </>
      )}
    >
      {annotation && (
        <ActionForm action={act} className="mt-6 grid justify-items-start gap-3 border-line border-t pt-5">
          {({ pending, result }) => (
            <>
              {id}
              <input type="hidden" name="remove" value="yes" />
              {result}
              <Button type="submit" variant="danger" size="sm" pending={pending}>
                Delete this note
              </Button>
            </>
          )}
        </ActionForm>
      )}
    </FormDialog>
  );
}

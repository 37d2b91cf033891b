"use client";

import { ActionForm, type FormAction } from "#components/ui/action-form.tsx";
import { Button } from "#components/ui/button.tsx";

/** Has a day counted anew from its raw events, and shows what came of it. */
export function RebuildButton({ date, label, action }: { date: string; label: string; action: FormAction }) {
  return (
    <ActionForm action={action} className="flex items-center justify-end gap-2">
      {({ errors, done, pending }) => (
        <>
          <input type="hidden" name="date" value={date} />
          <span role="status" className={errors.form ? "text-bad text-xs" : "text-good text-xs"}>
            {errors.form ?? done}
          </span>
          <Button
            type="submit"
            variant="ghost"
            size="sm"
            pending={pending}
            title="Counts this day anew from its raw events"
            aria-label={`Rebuild ${label}`}
          >
            Rebuild
          </Button>
        </>
      )}
    </ActionForm>
  );
}

"use client";

import { useActionState } from "react";
import { Button } from "#components/ui/button.tsx";
import type { FormAction } from "#components/ui/form-action.ts";

/** Counts a day anew, and says that it did. */
export function RebuildButton({ date, label, action }: { date: string; label: string; action: FormAction }) {
  const [state, submit, pending] = useActionState(action, {});
  return (
    <form action={submit} className="flex items-center justify-end gap-2">
      <input type="hidden" name="date" value={date} />
      <span role="status" className={state.errors ? "text-bad text-xs" : "text-good text-xs"}>
        {state.errors?.form ?? state.done}
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
    </form>
  );
}

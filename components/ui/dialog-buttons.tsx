"use client";

import { Button } from "#components/ui/button.tsx";
import type { FormState } from "#lib/owners/form-state.ts";

type DialogButtonsProps = { state: FormState; pending: boolean; submit: string; onClose: () => void };

/** The end of a dialog's form: what it does, and the way out. */
export function DialogButtons({ state, pending, submit, onClose }: DialogButtonsProps) {
  return (
    <div className="flex flex-wrap gap-2">
      <Button type="submit" pending={pending}>
        {submit}
      </Button>
      <Button variant="secondary" onClick={onClose}>
        {state.done ? "Done" : "Cancel"}
      </Button>
    </div>
  );
}

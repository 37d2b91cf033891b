"use client";

import { type ReactNode, useActionState } from "react";
import { Button } from "#components/ui/button.tsx";
import type { FormAction } from "#components/ui/form-action.ts";
import { FormResult } from "#components/ui/form-result.tsx";

type ArchiveFormProps = {
  kind: "share" | "group";
  code: string;
  archived: boolean;
  action: FormAction;
  /** What it means, in a sentence. */
  children: ReactNode;
};

/** Puts a share or group away, or takes it out again. */
export function ArchiveForm({ kind, code, archived, action, children }: ArchiveFormProps) {
  const [state, submit, pending] = useActionState(action, {});
  return (
    <form action={submit} className="mt-6 grid gap-3 border-line border-t pt-5">
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="code" value={code} />
      <input type="hidden" name="archived" value={archived ? "no" : "yes"} />
      <p className="text-muted text-sm leading-snug">{children}</p>
      <FormResult state={state} />
      <div>
        <Button type="submit" variant={archived ? "secondary" : "danger"} size="sm" pending={pending}>
          {archived ? `Take this ${kind} out of the archive` : `Archive this ${kind}`}
        </Button>
      </div>
    </form>
  );
}

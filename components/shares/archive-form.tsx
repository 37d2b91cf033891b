"use client";

import type { ReactNode } from "react";
import { ActionForm, type FormAction } from "#components/ui/action-form.tsx";
import { Button } from "#components/ui/button.tsx";

type ArchiveFormProps = {
  kind: "share" | "group";
  code: string;
  archived: boolean;
  action: FormAction;
  /** What archiving, or taking it out again, means for it, in a sentence. */
  children: ReactNode;
};

/** Archives a share or group, or takes it out of the archive. */
export function ArchiveForm({ kind, code, archived, action, children }: ArchiveFormProps) {
  return (
    <ActionForm action={action} className="mt-6 grid gap-3 border-line border-t pt-5">
      {({ pending, result }) => (
        <>
          <input type="hidden" name="kind" value={kind} />
          <input type="hidden" name="code" value={code} />
          <input type="hidden" name="archived" value={archived ? "no" : "yes"} />
          <p className="text-muted text-sm leading-snug">{children}</p>
          {result}
          <div>
            <Button type="submit" variant={archived ? "secondary" : "danger"} size="sm" pending={pending}>
              {archived ? `Take this ${kind} out of the archive` : `Archive this ${kind}`}
            </Button>
          </div>
        </>
      )}
    </ActionForm>
  );
}

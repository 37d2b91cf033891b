"use client";

import { useActionState } from "react";
import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import { ImportPreview } from "#components/shares/import-preview.tsx";
import { Button } from "#components/ui/button.tsx";
import type { FormAction } from "#components/ui/form-action.ts";
import { FormResult } from "#components/ui/form-result.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { TextAreaField } from "#components/ui/text-area-field.tsx";
import type { ImportState } from "#lib/owners/share-import.ts";

type ImportScreenProps = {
  sharesPath: string;
  preview: (before: ImportState, form: FormData) => Promise<ImportState>;
  make: FormAction;
};

const EXAMPLE = "contact,group,code\nAna Duarte,Friends,\nTrade fair Lisbon,Business,fair26";

/** Many shares at once from a CSV: first what would happen, then doing it. */
export function ImportScreen({ sharesPath, preview, make }: ImportScreenProps) {
  const [state, submit, pending] = useActionState(preview, { text: "" });
  return (
    <div className="grid gap-5 pb-16 [&>*]:min-w-0">
      <ScreenHeading
        title="Import shares"
        actions={
          <LinkButton href={sharesPath} variant="secondary" size="sm">
            Back to shares
          </LinkButton>
        }
      >
        One line for each person or place. Groups that do not exist are made; an empty code becomes a short
        random one. Nothing is changed before you have seen what will happen.
      </ScreenHeading>
      <Panel title="Your list">
        <form action={submit} className="grid gap-4">
          <TextAreaField
            label="CSV"
            name="text"
            rows={8}
            defaultValue={state.text}
            key={state.text}
            placeholder={EXAMPLE}
            hint="Columns contact, group, code, divided by comma, semicolon or tab."
            error={state.errors?.text}
          />
          <label className="grid gap-1.5 text-sm">
            <span className="font-medium text-ink">Or a file</span>
            <input
              type="file"
              name="file"
              accept=".csv,.tsv,.txt,text/csv"
              className="text-muted file:mr-3 file:h-9 file:cursor-pointer file:rounded-lg file:border file:border-line-strong file:bg-surface file:px-3 file:text-ink file:text-sm"
            />
          </label>
          <FormResult state={state} />
          <div>
            <Button type="submit" variant={state.plan ? "secondary" : "primary"} pending={pending}>
              Show what will happen
            </Button>
          </div>
        </form>
      </Panel>
      {state.plan && <ImportPreview plan={state.plan} make={make} />}
    </div>
  );
}

"use client";

import { useActionState } from "react";
import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import { ActionForm, type FormAction, FormResult } from "#components/ui/action-form.tsx";
import { Button, LinkButton } from "#components/ui/button.tsx";
import { TextAreaField } from "#components/ui/field.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { ImportPlan, ImportState } from "#lib/owners/share-import.ts";

type ImportScreenProps = {
  sharesPath: string;
  /** Reads a list and answers with what importing it would do. */
  preview: (form: FormData) => Promise<ImportState>;
  /** Does what the preview showed. */
  importShares: FormAction;
};

const EXAMPLE = "contact,group,code\nAna Duarte,Friends,\nTrade fair Lisbon,Business,fair26";

/** Makes many shares at once from a CSV, after showing what would happen. */
export function ImportScreen({ sharesPath, preview, importShares }: ImportScreenProps) {
  // The state before stays in the browser: it holds the whole list and its plan, which nobody needs to get back.
  const [state, submit, pending] = useActionState((_before: ImportState, form: FormData) => preview(form), {
    text: "",
  });
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
            hint="Columns contact, group, code, divided by comma, semicolon or tab. Files that Daybook exported are understood as they are."
            error={state.errors?.text}
          />
          <label className="grid gap-1.5 text-sm">
            <span className="font-medium text-ink">Or a file</span>
            <input
              type="file"
              name="file"
              accept=".csv,.tsv,.txt,.json,text/csv"
              className="text-muted file:mr-3 file:h-9 file:cursor-pointer file:rounded-lg file:border file:border-line-strong file:bg-surface file:px-3 file:text-ink file:text-sm"
            />
          </label>
          {state.encoding && state.encoding !== "utf-8" && (
            <p className="text-muted text-sm">
              The file was read as {state.encoding}. Should letters look wrong below, save it as UTF-8 and
              choose it again.
            </p>
          )}
          <FormResult state={state} />
          <div>
            <Button type="submit" variant={state.plan ? "secondary" : "primary"} pending={pending}>
              Show what will happen
            </Button>
          </div>
        </form>
      </Panel>
      {state.plan && <ImportPreview plan={state.plan} importShares={importShares} />}
    </div>
  );
}

/** How many lines are shown; the plan that is sent holds all. */
const SHOWN = 100;

/** What an import will do, line by line, and the button that does it. */
function ImportPreview({ plan, importShares }: { plan: ImportPlan; importShares: FormAction }) {
  const { groups, shares, skipped, notes, broken } = plan;
  const made = [
    shares.length > 0 && count(shares.length, "share"),
    groups.length > 0 && count(groups.length, "group"),
  ]
    .filter(Boolean)
    .join(" and ");
  const names = new Map(groups.map((group) => [group.group_code, group.name]));
  return (
    <Panel
      title="What will happen"
      description={
        broken ??
        `${count(shares.length, "share")} will be made${groups.length > 0 ? `, and ${count(groups.length, "group")}: ${namesOf(groups)}` : ""}. ${skipped.length > 0 ? `${count(skipped.length, "line")} will be left out.` : "Every line is good."}`
      }
      flush
    >
      {notes.length > 0 && (
        <ul
          aria-label="What to look at first"
          className="grid gap-1 border-line border-t px-5 py-3 text-ink text-sm sm:px-6"
        >
          {notes.map((note) => (
            <li key={note} className="[overflow-wrap:anywhere]">
              {note}
            </li>
          ))}
        </ul>
      )}
      {skipped.length > 0 && (
        <ul aria-label="Lines left out" className="divide-y divide-line border-line border-t bg-warn-soft/50">
          {skipped.slice(0, SHOWN).map((line) => (
            <li
              key={line.line}
              className="grid gap-x-4 px-5 py-2.5 text-sm sm:grid-cols-[5rem_1fr_1.4fr] sm:px-6"
            >
              <span className="text-warn">Line {line.line}</span>
              <span className="truncate text-muted">{line.text}</span>
              <span className="text-ink">{line.reason}</span>
            </li>
          ))}
        </ul>
      )}
      {broken || shares.length + groups.length === 0 ? (
        <EmptyState title="There is nothing to make">Mend the lines above, or paste others.</EmptyState>
      ) : (
        <>
          <ul
            hidden={shares.length === 0}
            aria-label="Shares to be made"
            className="divide-y divide-line border-line border-t"
          >
            {shares.slice(0, SHOWN).map((share) => (
              <li
                key={share.share_code}
                className="grid grid-cols-[1fr_auto] gap-x-4 px-5 py-2.5 text-sm sm:grid-cols-[1.4fr_1fr_7rem] sm:px-6"
              >
                <span className="truncate text-ink">{share.contact || "(nobody named)"}</span>
                <span className="truncate text-muted max-sm:hidden">
                  {names.has(share.group_code)
                    ? `${names.get(share.group_code)} (new)`
                    : share.group_code || "No group"}
                </span>
                <span className="text-right font-mono text-muted text-xs leading-5">{share.share_code}</span>
              </li>
            ))}
          </ul>
          {shares.length > SHOWN && (
            <p className="px-5 py-2 text-faint text-xs sm:px-6">And {shares.length - SHOWN} more.</p>
          )}
          <ActionForm action={importShares} className="grid gap-3 border-line border-t px-5 py-5 sm:px-6">
            {({ pending, result }) => (
              <>
                <input type="hidden" name="plan" value={JSON.stringify({ groups, shares })} />
                {result}
                <div>
                  <Button type="submit" pending={pending}>
                    Make {made}
                  </Button>
                </div>
              </>
            )}
          </ActionForm>
        </>
      )}
    </Panel>
  );
}

function namesOf(groups: ImportPlan["groups"]): string {
  const names = groups.slice(0, 8).map((group) => group.name);
  return names.join(", ") + (groups.length > names.length ? ` and ${groups.length - names.length} more` : "");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

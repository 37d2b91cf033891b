"use client";

import { useActionState } from "react";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { FormAction } from "#components/ui/form-action.ts";
import { FormResult } from "#components/ui/form-result.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { ImportPlan } from "#lib/owners/share-import.ts";

/** How many lines are shown; the plan that is sent holds all. */
const SHOWN = 100;

/** What an import will do, line by line, and the button that does it. */
export function ImportPreview({ plan, make }: { plan: ImportPlan; make: FormAction }) {
  const [state, submit, pending] = useActionState(make, {});
  const { groups, shares, skipped } = plan;
  const names = new Map(groups.map((group) => [group.group_code, group.name]));
  return (
    <Panel
      title="What will happen"
      description={`${count(shares.length, "share")} will be made${groups.length > 0 ? `, and ${count(groups.length, "group")}: ${groups.map((group) => group.name).join(", ")}` : ""}. ${skipped.length > 0 ? `${count(skipped.length, "line")} will be left out.` : "Every line is good."}`}
      flush
    >
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
      {shares.length === 0 ? (
        <EmptyState title="There is nothing to make">Mend the lines above, or paste others.</EmptyState>
      ) : (
        <>
          <ul aria-label="Shares to be made" className="divide-y divide-line border-line border-t">
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
          <form action={submit} className="grid gap-3 border-line border-t px-5 py-5 sm:px-6">
            <input type="hidden" name="plan" value={JSON.stringify({ groups, shares })} />
            <FormResult state={state} />
            <div>
              <Button type="submit" pending={pending}>
                Make {count(shares.length, "share")}
              </Button>
            </div>
          </form>
        </>
      )}
    </Panel>
  );
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

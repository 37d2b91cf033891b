"use client";

import { useActionState } from "react";
import { BrowserExclusion } from "#components/settings/browser-exclusion.tsx";
import { Button } from "#components/ui/button.tsx";
import type { FormAction } from "#components/ui/form-action.ts";
import { FormResult } from "#components/ui/form-result.tsx";

type ExclusionFormProps = {
  isExcludedHere: boolean;
  addresses: number;
  cardUrl: string | null;
  locked: boolean;
  action: FormAction;
};

/** Leaves visits out by the network they come from, or by the browser. */
export function ExclusionForm({ isExcludedHere, addresses, cardUrl, locked, action }: ExclusionFormProps) {
  const [state, submit, pending] = useActionState(action, {});
  return (
    <>
      <form action={submit} className="grid gap-3 rounded-xl border border-line bg-surface p-4">
        <h3 className="font-medium text-ink text-sm">The internet address you are at</h3>
        <p className="text-muted text-sm leading-relaxed">
          {isExcludedHere ? "Visits from here are not counted. " : "Visits from here are counted. "}
          {addresses === 0
            ? "No address is excluded."
            : `${addresses === 1 ? "One address is" : `${addresses} addresses are`} excluded, kept as a keyed hash and never as the address itself.`}
        </p>
        <FormResult state={state} />
        {!locked && (
          <div className="flex flex-wrap gap-2">
            <Button
              type="submit"
              name="wish"
              value={isExcludedHere ? "include" : "exclude"}
              size="sm"
              variant="secondary"
              pending={pending}
            >
              {isExcludedHere ? "Count visits from here" : "Do not count visits from here"}
            </Button>
            {addresses > 0 && (
              <Button type="submit" name="wish" value="clear" size="sm" variant="ghost" pending={pending}>
                Forget all addresses
              </Button>
            )}
          </div>
        )}
      </form>
      <BrowserExclusion cardUrl={cardUrl} />
    </>
  );
}

"use client";

import { useSyncExternalStore } from "react";
import { ActionForm, type FormAction } from "#components/ui/action-form.tsx";
import { Button, buttonStyle } from "#components/ui/button.tsx";
import { Snippet } from "#components/ui/copy-button.tsx";
import { EXCLUSION_SNIPPET, exclusionAddress } from "#lib/owners/codes.ts";

type AddressExclusionProps = {
  /** The address of this request is excluded. */
  isExcludedHere: boolean;
  /** How many addresses are excluded. */
  addresses: number;
  locked: boolean;
  action: FormAction;
};

/** Excludes the visits that come from the member's own internet address. */
export function AddressExclusion({ isExcludedHere, addresses, locked, action }: AddressExclusionProps) {
  return (
    <ActionForm action={action} className="grid gap-3 rounded-xl border border-line bg-surface p-4">
      {({ pending, result }) => (
        <>
          <h3 className="font-medium text-ink text-sm">The internet address you are at</h3>
          <p className="text-muted text-sm leading-relaxed">
            {isExcludedHere ? "Visits from here are not counted. " : "Visits from here are counted. "}
            {addresses === 0
              ? "No address is excluded."
              : `${addresses === 1 ? "One address is" : `${addresses} addresses are`} excluded, kept as a keyed hash and never as the address itself.`}
          </p>
          {result}
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
        </>
      )}
    </ActionForm>
  );
}

/** The key by which the tracker knows that this browser is excluded (lib/tracker/privacy.ts). */
const KEY = "daybook.off";
const CHANGED = "daybook:exclusion";

const isBrowserExcluded = () => Boolean(localStorage.getItem(KEY));

function subscribe(onChange: () => void): () => void {
  addEventListener(CHANGED, onChange);
  addEventListener("storage", onChange);
  return () => {
    removeEventListener(CHANGED, onChange);
    removeEventListener("storage", onChange);
  };
}

/** Excludes this browser: on the page that Daybook shows here, and on a card elsewhere through an address of that card. */
export function BrowserExclusion({ cardUrl }: { cardUrl: string | null }) {
  const excluded = useSyncExternalStore(subscribe, isBrowserExcluded, () => false);
  const toggle = () => {
    if (excluded) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "1");
    dispatchEvent(new Event(CHANGED));
  };
  return (
    <div className="grid gap-3 rounded-xl border border-line bg-surface p-4">
      <h3 className="font-medium text-ink text-sm">This browser</h3>
      <p className="text-muted text-sm leading-relaxed" role="status">
        {excluded
          ? "Your page on Daybook does not count this browser."
          : "Your page on Daybook counts this browser like any other."}
      </p>
      <div>
        <Button size="sm" variant="secondary" onClick={toggle}>
          {excluded ? "Count this browser" : "Do not count this browser"}
        </Button>
      </div>
      <p className="text-muted text-sm leading-relaxed">
        On a site of your own only that site can remember it. Put this line above the install snippet, once.
        Then whoever opens {cardUrl ? "your card" : "your site"} with <code>?daybook=off</code> at the end is
        not counted there in that browser any more, and with <code>?daybook=on</code> again.
      </p>
      <Snippet code={EXCLUSION_SNIPPET} what="opt-out line" />
      {cardUrl && (
        <div className="flex flex-wrap gap-2">
          {(["off", "on"] as const).map((wish) => (
            <a
              key={wish}
              href={exclusionAddress(cardUrl, wish)}
              target="_blank"
              rel="noreferrer"
              className={buttonStyle({ size: "sm", variant: wish === "off" ? "secondary" : "ghost" })}
            >
              {wish === "off" ? "Open my card uncounted" : "Count me there again"}
            </a>
          ))}
        </div>
      )}
    </div>
  );
}

"use client";

import { useSyncExternalStore } from "react";
import { Button } from "#components/ui/button.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { Snippet } from "#components/ui/snippet.tsx";
import { EXCLUSION_SNIPPET, exclusionAddress } from "#lib/owners/addresses.ts";

/** The key under which the tracker finds that this browser is left out (lib/tracker/privacy.ts). */
const KEY = "daybook.off";
const CHANGED = "daybook:exclusion";

const isOut = () => Boolean(localStorage.getItem(KEY));

function subscribe(onChange: () => void): () => void {
  addEventListener(CHANGED, onChange);
  addEventListener("storage", onChange);
  return () => {
    removeEventListener(CHANGED, onChange);
    removeEventListener("storage", onChange);
  };
}

/** Leaves this browser out on the page that Daybook shows, and on a card elsewhere by an address of that card. */
export function BrowserExclusion({ cardUrl }: { cardUrl: string | null }) {
  const out = useSyncExternalStore(subscribe, isOut, () => false);
  const toggle = () => {
    if (out) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "1");
    dispatchEvent(new Event(CHANGED));
  };
  return (
    <div className="grid gap-3 rounded-xl border border-line bg-surface p-4">
      <h3 className="font-medium text-ink text-sm">This browser</h3>
      <p className="text-muted text-sm leading-relaxed" role="status">
        {out
          ? "Your page on Daybook does not count this browser."
          : "Your page on Daybook counts this browser like any other."}
      </p>
      <div>
        <Button size="sm" variant="secondary" onClick={toggle}>
          {out ? "Count this browser" : "Do not count this browser"}
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

"use client";

import { useSyncExternalStore } from "react";
import { Button } from "#components/ui/button.tsx";
import { Snippet } from "#components/ui/snippet.tsx";

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

/** Leaves this browser out on the card that Daybook shows, and says how on a site of one's own. */
export function BrowserExclusion() {
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
          ? "Daybook’s card does not count this browser."
          : "Daybook’s card counts this browser like any other."}
      </p>
      <div>
        <Button size="sm" variant="secondary" onClick={toggle}>
          {out ? "Count this browser" : "Do not count this browser"}
        </Button>
      </div>
      <p className="text-muted text-sm leading-relaxed">
        On a site of your own, each browser keeps its own choice: run this once in its console, or behind an
        opt-out link.
      </p>
      <Snippet code={'daybook.push(["optOut"])'} what="opt-out call" />
    </div>
  );
}

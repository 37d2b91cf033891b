"use client";

import { useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import { areShortcutsOff, SHORTCUTS, switchShortcuts } from "#lib/analytics/dashboard-keys.ts";

const MORE_KEYS = [
  { key: "/", label: "Find a period, group, contact, page, setting or screen" },
  { key: "?", label: "Show these keys" },
];

/** A dialog that lists all keys and switches them off and on. The default export, because it is loaded lazily. */
export default function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const [off, setOff] = useState(areShortcutsOff);
  const turn = (on: boolean) => {
    switchShortcuts(on);
    setOff(!on);
  };
  return (
    <Dialog title="Keys" onClose={onClose}>
      <label className="mb-5 flex min-h-6 cursor-pointer items-center gap-2.5 text-ink text-sm">
        <input
          type="checkbox"
          checked={!off}
          onChange={(event) => turn(event.target.checked)}
          className="size-4 accent-(--accent)"
        />
        Single keys work. Ctrl K always opens “Find”, which knows this sheet, too.
      </label>
      <dl className="grid gap-2 text-sm">
        {[...MORE_KEYS, ...SHORTCUTS].map(({ key, label }) => (
          <div key={key} className="flex items-center justify-between gap-4">
            <dt className="text-ink">{label}</dt>
            <dd>
              <kbd className="inline-grid h-6 min-w-6 place-items-center rounded border border-line-strong bg-sunken px-1.5 font-mono text-muted text-xs">
                {key}
              </kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

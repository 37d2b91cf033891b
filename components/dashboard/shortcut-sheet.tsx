"use client";

import { Dialog } from "#components/ui/dialog.tsx";
import { SHORTCUTS } from "#lib/analytics/shortcuts.ts";

const OTHERS = [
  { key: "/", label: "Find a period, group, contact or screen" },
  { key: "?", label: "Show these keys" },
];

/** All keys of the dashboard. The default export, because it is loaded lazily. */
export default function ShortcutSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl className="grid gap-2 text-sm">
        {[...OTHERS, ...SHORTCUTS].map(({ key, label }) => (
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

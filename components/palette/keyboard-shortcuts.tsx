"use client";

import { Search } from "lucide-react";
import { lazy, Suspense, useEffect, useEffectEvent, useRef, useState } from "react";
import { useFilters } from "#components/filters/filter-context.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import { areShortcutsOff, SHORTCUTS } from "#lib/analytics/dashboard-keys.ts";
import type { Format } from "#lib/analytics/format.ts";

const loadPalette = () => import("#components/palette/command-palette.tsx");
const CommandPalette = lazy(loadPalette);
const ShortcutSheet = lazy(() => import("#components/palette/shortcut-sheet.tsx"));

/** Listens for the keys of the overview, and shows the button that opens the palette. */
export function KeyboardShortcuts({ dashboard, format }: { dashboard: Dashboard; format: Format }) {
  const { go } = useFilters();
  const [open, setOpen] = useState<"palette" | "sheet" | null>(null);
  // What is typed while the palette is still being loaded; the palette starts with it.
  const typed = useRef("");

  const close = () => setOpen(null);
  const openPalette = () => {
    typed.current = "";
    setOpen("palette");
  };

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const isPalette = event.key === "k" && (event.metaKey || event.ctrlKey);
    if (!isPalette && (event.metaKey || event.ctrlKey || event.altKey || isBusy(event))) return;
    if (!isPalette && open === null && areShortcutsOff()) return;
    if (open === "palette" && !isPalette) {
      if (event.key.length === 1) typed.current += event.key;
      if (event.key === "Escape") close();
    } else if (isPalette || event.key === "/") {
      event.preventDefault();
      openPalette();
    } else if (event.key === "?") {
      setOpen("sheet");
    } else {
      const shortcut = SHORTCUTS.find(({ key }) => key === event.key);
      if (shortcut) go(shortcut.change);
    }
  });
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);

  return (
    <>
      <button
        type="button"
        onClick={openPalette}
        onPointerEnter={loadPalette}
        aria-keyshortcuts="Control+K Meta+K /"
        className="ml-auto inline-flex h-9 shrink-0 cursor-pointer items-center gap-2 rounded-lg border border-line bg-surface px-3 text-muted text-sm transition-colors hover:border-line-strong hover:text-ink max-md:w-9 max-md:justify-center max-md:px-0"
      >
        <Search aria-hidden="true" className="size-4" />
        <span className="max-md:sr-only">Find</span>
        <kbd className="rounded border border-line bg-sunken px-1.5 font-mono text-[11px] max-md:hidden">
          /
        </kbd>
      </button>
      <Suspense fallback={null}>
        {open === "palette" && (
          <CommandPalette
            dashboard={dashboard}
            format={format}
            typed={typed}
            onClose={close}
            onHelp={() => setOpen("sheet")}
          />
        )}
        {open === "sheet" && <ShortcutSheet onClose={close} />}
      </Suspense>
    </>
  );
}

/** Whether the key belongs to something else: a field, or a dialog or popover that is open. */
function isBusy(event: KeyboardEvent): boolean {
  const target = event.target;
  return (
    document.querySelector("dialog[open], [role=dialog]") !== null ||
    (target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null)
  );
}

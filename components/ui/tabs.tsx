"use client";

import { type KeyboardEvent, type ReactNode, useId, useState } from "react";

export type Tab = { key: string; label: string; content: ReactNode };

type TabsProps = {
  label: string;
  tabs: readonly Tab[];
  children: (list: ReactNode, panel: ReactNode, chosen: string) => ReactNode;
};

/**
 * Tabs by the ARIA pattern: arrow keys move between them, and the Tab key stops once. The caller places list and panel.
 * Written here because the headless library's would cost a tenth of the page's JavaScript.
 */
export function Tabs({ label, tabs, children }: TabsProps) {
  const id = useId();
  const [chosen, setChosen] = useState(tabs[0]?.key ?? "");
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const at = tabs.findIndex((tab) => tab.key === chosen);
    const next = step && tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    setChosen(next.key);
    document.getElementById(`${id}-${next.key}`)?.focus();
  };
  const list = (
    <div
      role="tablist"
      aria-label={label}
      onKeyDown={move}
      className="scrolls-x mb-3 flex gap-x-4 border-line border-b px-5 sm:px-6"
    >
      {tabs.map((tab) => (
        <button
          key={tab.key}
          id={`${id}-${tab.key}`}
          type="button"
          role="tab"
          aria-selected={tab.key === chosen}
          aria-controls={`${id}-panel`}
          tabIndex={tab.key === chosen ? 0 : -1}
          onClick={() => setChosen(tab.key)}
          className="tab"
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
  const panel = (
    <div id={`${id}-panel`} role="tabpanel" aria-labelledby={`${id}-${chosen}`}>
      {tabs.find((tab) => tab.key === chosen)?.content}
    </div>
  );
  return children(list, panel, chosen);
}

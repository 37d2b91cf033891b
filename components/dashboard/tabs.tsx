"use client";

import { type KeyboardEvent, type ReactNode, useId, useState } from "react";

export type Tab = { key: string; label: string; content: ReactNode };

type TabsProps = {
  label: string;
  tabs: readonly Tab[];
  children: (list: ReactNode, panel: ReactNode) => ReactNode;
};

/**
 * Tabs by the ARIA pattern: arrow keys move, one stop for the Tab key. The caller places list and panel.
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
    <div role="tablist" aria-label={label} onKeyDown={move} className="-mr-2 flex flex-wrap justify-end">
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
          className="cursor-pointer rounded-md px-2 py-0.5 text-muted text-sm leading-6 hover:text-ink aria-selected:font-medium aria-selected:text-accent"
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
  return children(list, panel);
}

import type { ReactNode } from "react";
import { Panel } from "#components/ui/panel.tsx";

type DashboardMessageProps = { title: string; children: ReactNode; action: ReactNode };

/** What stands on the page when there are no numbers to show: what happened, and what to do. */
export function DashboardMessage({ title, children, action }: DashboardMessageProps) {
  return (
    <Panel>
      <div className="mx-auto flex max-w-md flex-col items-center px-2 py-16 text-center">
        <h1 className="font-serif text-2xl text-ink tracking-tight">{title}</h1>
        <p className="mt-3 text-[15px] text-muted leading-relaxed [overflow-wrap:anywhere]">{children}</p>
        <div className="mt-6">{action}</div>
      </div>
    </Panel>
  );
}

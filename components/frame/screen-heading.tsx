import type { ReactNode } from "react";
import { Panel } from "#components/ui/panel.tsx";
import { Skeleton } from "#components/ui/states.tsx";

type ScreenHeadingProps = { title: ReactNode; children?: ReactNode; actions?: ReactNode };

/** The title of a screen of an owner, one sentence about it, and what can be done there. */
export function ScreenHeading({ title, children, actions }: ScreenHeadingProps) {
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
      <div className="min-w-0">
        <h1 className="font-serif text-3xl text-ink leading-tight tracking-tight [overflow-wrap:anywhere] sm:text-4xl">
          {title}
        </h1>
        {children && (
          <div className="mt-1.5 max-w-2xl text-[15px] text-muted leading-relaxed">{children}</div>
        )}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  );
}

/** What a screen shows while it is loading: its title, and two panels of lines. */
export function ScreenSkeleton({ title }: { title: string }) {
  return (
    <div role="status" className="grid gap-5 pb-16">
      <ScreenHeading title={title}>
        <span className="sr-only">Loading</span>
        <Skeleton className="mt-2 h-5 w-80 max-w-full" />
      </ScreenHeading>
      {[4, 6].map((rows) => (
        <Panel key={rows}>
          <Skeleton className="h-5 w-44" />
          <div className="mt-5 grid gap-4">
            {Array.from({ length: rows }, (_, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they never move
              <Skeleton key={row} className="h-10" />
            ))}
          </div>
        </Panel>
      ))}
    </div>
  );
}

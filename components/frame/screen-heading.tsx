import type { ReactNode } from "react";

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

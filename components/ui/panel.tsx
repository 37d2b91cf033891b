import clsx from "clsx";
import { type ComponentProps, type ReactNode, useId } from "react";

type PanelProps = Omit<ComponentProps<"section">, "title"> & {
  title?: ReactNode;
  /** A line below the title: what is shown, or how it was computed. */
  description?: ReactNode;
  /** Controls at the right end of the title. */
  actions?: ReactNode;
  /** Without inner padding, for tables and lists that run from edge to edge. */
  flush?: boolean;
};

/** The container of every block of content. With a title it is a landmark. */
export function Panel({
  title,
  description,
  actions,
  flush = false,
  className,
  children,
  ...rest
}: PanelProps) {
  const titleId = useId();
  return (
    <section
      {...rest}
      aria-labelledby={title ? titleId : undefined}
      className={clsx("rounded-2xl border border-line bg-surface shadow-card", className)}
    >
      {(title || actions) && (
        <header className="flex items-start justify-between gap-4 px-5 pt-4 pb-3 sm:px-6 sm:pt-5">
          <div className="min-w-0">
            <h2 id={titleId} className="font-medium text-[15px] text-ink leading-6">
              {title}
            </h2>
            {description && <p className="mt-0.5 text-muted text-sm leading-snug">{description}</p>}
          </div>
          {actions && <div className="flex shrink-0 items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={clsx(!flush && (title ? "px-5 pb-5 sm:px-6 sm:pb-6" : "p-5 sm:p-6"))}>{children}</div>
    </section>
  );
}

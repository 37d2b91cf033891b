import clsx from "clsx";
import type { ReactNode } from "react";

type EmptyStateProps = {
  title: ReactNode;
  /** What would bring something here. */
  children?: ReactNode;
  icon?: ReactNode;
  action?: ReactNode;
  className?: string;
};

/** Says that there is nothing to show, and what would bring something. */
export function EmptyState({ title, children, icon, action, className }: EmptyStateProps) {
  return (
    <div className={clsx("flex flex-col items-center px-6 py-10 text-center", className)}>
      {icon && (
        <span aria-hidden="true" className="mb-3 text-faint [&_svg]:size-6">
          {icon}
        </span>
      )}
      <p className="font-medium text-[15px] text-ink">{title}</p>
      {children && <div className="mt-1 max-w-sm text-muted text-sm leading-relaxed">{children}</div>}
      {action && <div className="mt-5">{action}</div>}
    </div>
  );
}

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

/** A placeholder for something that is still loading. Give it the size of what will stand there. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={clsx("animate-pulse rounded-lg bg-sunken", className)} />;
}

type Tone = "plain" | "bad" | "warn" | "good";

const TONES: Record<Tone, string> = {
  plain: "border-line bg-sunken text-ink",
  bad: "border-bad/30 bg-bad-soft text-bad",
  warn: "border-warn/30 bg-warn-soft text-warn",
  good: "border-accent/25 bg-accent-soft text-good",
};

/** A sentence that belongs to the whole form or page. `bad` ones are announced at once. */
export function Notice({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      className={clsx("rounded-xl border px-4 py-3 text-sm leading-relaxed", TONES[tone])}
    >
      {children}
    </div>
  );
}

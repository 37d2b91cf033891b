import clsx from "clsx";

/** A placeholder for something that is still loading. Give it the size of what will stand there. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={clsx("animate-pulse rounded-lg bg-sunken", className)} />;
}

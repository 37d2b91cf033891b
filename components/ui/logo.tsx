import clsx from "clsx";

/** The logo's mark: an open book whose pages are two days, one closed and one being written. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="24"
      height="24"
      aria-hidden="true"
      className={clsx("size-6 shrink-0 text-accent", className)}
    >
      <path
        d="M11.2 5.4C9.3 4.1 6.7 3.7 3.2 4a.8.8 0 0 0-.7.8v13.1c0 .5.4.9.9.8 3.1-.3 5.7.2 7.8 1.7Z"
        fill="currentColor"
      />
      <path
        d="M12.8 5.4C14.7 4.1 17.3 3.7 20.8 4a.8.8 0 0 1 .7.8v13.1a.8.8 0 0 1-.900.8c-3.1-.3-5.7.2-7.8 1.7Z"
        fill="currentColor"
        opacity="0.38"
      />
    </svg>
  );
}

/** The mark and the name. */
export function Logo({ className }: { className?: string }) {
  return (
    <span className={clsx("inline-flex items-center gap-2", className)}>
      <LogoMark />
      {/* Lowered, because the font's letters sit high in their line. */}
      <span className="relative top-[0.11em] font-medium font-serif text-[1.35rem] text-ink leading-none tracking-tight">
        Daybook
      </span>
    </span>
  );
}

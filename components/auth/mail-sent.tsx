import { MailCheck } from "lucide-react";
import type { ReactNode } from "react";

type MailSentProps = {
  email: string;
  /** Whether there is such an account stays untold. */
  ifKnown?: boolean;
  children?: ReactNode;
};

/** Shown instead of a form when a link has been sent. */
export function MailSent({ email, ifKnown = false, children }: MailSentProps) {
  return (
    <div role="status" className="rounded-2xl border border-line bg-surface p-6 shadow-card">
      <span className="grid size-11 place-items-center rounded-full bg-accent-soft text-accent">
        <MailCheck aria-hidden="true" className="size-5" />
      </span>
      <h2 className="mt-4 font-medium font-serif text-2xl text-ink">Check your mail</h2>
      <p className="mt-2 text-muted leading-relaxed">
        {ifKnown ? "If there is an account for" : "We sent a link to"}{" "}
        <strong className="break-all font-medium text-ink">{email}</strong>
        {ifKnown && ", a link is on its way to it"}. Open it in this browser, and you are in. If nothing comes
        within a few minutes, look into the spam folder.
      </p>
      {children && <p className="mt-3 text-muted text-sm leading-relaxed">{children}</p>}
    </div>
  );
}

import { MailCheck } from "lucide-react";

/** Shown instead of the form when the address has to be confirmed by a link first. */
export function MailSent({ email }: { email: string }) {
  return (
    <div role="status" className="rounded-2xl border border-line bg-surface p-6 shadow-card">
      <span className="grid size-11 place-items-center rounded-full bg-accent-soft text-accent">
        <MailCheck aria-hidden="true" className="size-5" />
      </span>
      <h2 className="mt-4 font-medium font-serif text-2xl text-ink">Check your mail</h2>
      <p className="mt-2 text-muted leading-relaxed">
        We sent a link to <strong className="break-all font-medium text-ink">{email}</strong>. Open it on this
        device, and you are in. If nothing comes within a few minutes, look into the spam folder.
      </p>
    </div>
  );
}

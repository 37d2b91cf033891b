import clsx from "clsx";
import type { ReactNode } from "react";

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

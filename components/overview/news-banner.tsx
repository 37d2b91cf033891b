"use client";

import { X } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import type { News } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";

type NewsBannerProps = {
  userCode: string;
  /** Undefined where the page's answer does not tell: then what was told before stays. */
  news: News | null | undefined;
  dismiss: () => Promise<void>;
  format: Format;
};

/** What came since the member last looked: how much, and from whom. It stays until it is dismissed, or the next visit. */
export function NewsBanner({ userCode, news, dismiss, format }: NewsBannerProps) {
  const [told, setTold] = useState(news);
  const [dismissed, setDismissed] = useState<string | null>(null);
  if (news !== undefined && news !== told) setTold(news);
  if (!told || told.since === dismissed) return null;
  const { since, visits, taps, contacts, more } = told;
  return (
    <section
      aria-label="Since you last looked"
      className="flex items-start gap-3 rounded-2xl border border-accent/25 bg-accent-soft py-3 pr-2 pl-5 text-sm sm:pl-6"
    >
      <div className="min-w-0 flex-1 py-1 leading-relaxed">
        <p className="text-ink">
          <strong className="font-medium">{counted(visits, "visit", format)}</strong>
          {taps > 0 && (
            <>
              {" and "}
              <strong className="font-medium">{counted(taps, "tap", format)}</strong>
            </>
          )}{" "}
          since you last looked, {format.dayAndTime(since)}.
        </p>
        {contacts.length > 0 && (
          <p className="text-muted">
            {contacts.map((one, index) => (
              <span key={one.share_code}>
                {index > 0 && " · "}
                <Link
                  href={`/dashboard/${encodeURIComponent(userCode)}/contacts/${encodeURIComponent(one.share_code)}`}
                  prefetch={false}
                  className="text-link"
                >
                  {one.contact}
                </Link>{" "}
                {deed(one, format)}
              </span>
            ))}
            {more > 0 && ` · and ${format.count(more)} more`}
          </p>
        )}
      </div>
      <button
        type="button"
        aria-label="Dismiss what is new"
        onClick={() => {
          setDismissed(since);
          void dismiss();
        }}
        className="grid size-9 shrink-0 cursor-pointer place-items-center rounded-lg text-muted hover:bg-surface hover:text-ink"
      >
        <X aria-hidden="true" className="size-4" />
      </button>
    </section>
  );
}

/** What a contact did: "came for the first time, 2 taps". */
function deed({ visits, taps, is_first }: News["contacts"][number], format: Format): string {
  const came = is_first
    ? "came for the first time"
    : visits > 1
      ? `came ${format.count(visits)} times`
      : "came";
  return taps > 0 ? `${came}, ${counted(taps, "tap", format)}` : came;
}

function counted(count: number, noun: string, format: Format): string {
  return `${format.count(count)} ${noun}${count === 1 ? "" : "s"}`;
}

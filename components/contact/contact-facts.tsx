import type { ReactNode } from "react";
import { Notice } from "#components/ui/states.tsx";
import { type ContactHistory, type DeviceEvidence, sharing } from "#lib/analytics/contact-history.ts";
import type { Format } from "#lib/analytics/format.ts";

type ContactFactsProps = { history: ContactHistory; isDirect: boolean; format: Format };

/** A contact's first and last visit, and whether its link seems to have been passed on. */
export function ContactFacts({ history, isDirect, format }: ContactFactsProps) {
  const { first_visit, last_visit, devices, share, previews } = history;
  return (
    <>
      <dl className="flex flex-wrap gap-px overflow-hidden rounded-2xl border border-line bg-line shadow-card">
        {share && <Fact term="Share made">{format.dayAndYear(share.created_at.slice(0, 10))}</Fact>}
        <Fact term="First visit">
          {first_visit
            ? first_visit.at
              ? format.dayAndTime(first_visit.at)
              : format.dayAndYear(first_visit.date)
            : "not yet"}
        </Fact>
        <Fact term="Last visit">{last_visit ? moment(last_visit, format) : "not yet"}</Fact>
        {!isDirect && (
          <Fact term="Previews of the link">
            {previews.length === 0 ? "none" : format.count(previews.length)}
          </Fact>
        )}
      </dl>
      {!isDirect && <Sharing devices={devices} format={format} />}
    </>
  );
}

/** Says when more than one device or person seems to use the link, and what speaks for it. */
function Sharing({ devices, format }: { devices: DeviceEvidence; format: Format }) {
  const { several, many } = devices;
  switch (sharing(devices)) {
    case "passed_on":
      return (
        <Notice tone="warn">
          <strong className="font-medium">Seen on several devices: probably passed on.</strong> On{" "}
          {days(many.days)}, last on {many.last && format.dayAndYear(many.last)}, three or more visitors came
          by this share from at least three systems or countries (up to {format.count(many.most ?? 0)}{" "}
          visitors a day). One person rarely has that many devices at hand; a link for many people looks the
          same.
        </Notice>
      );
    case "several":
      return (
        <Notice>
          <strong className="font-medium">Seen on more than one device.</strong> On {days(several.days)}, last
          on {several.last && format.dayAndYear(several.last)}, visitors came by this share from two or more
          systems or countries. One person with a phone and a computer looks like this, too.
        </Notice>
      );
    default:
      return null;
  }
}

function days(count: number): string {
  return count === 1 ? "one day" : `${count} days`;
}

/** Formats a moment, or a day where the time is not known. */
function moment(value: string, format: Format): string {
  return value.length > 10 ? format.dayAndTime(value) : format.dayAndYear(value);
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="min-w-40 flex-1 bg-surface px-5 py-3.5">
      <dt className="text-muted text-sm">{term}</dt>
      <dd className="mt-0.5 font-medium text-ink tabular-nums">{children}</dd>
    </div>
  );
}

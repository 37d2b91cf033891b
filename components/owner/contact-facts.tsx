import type { ReactNode } from "react";
import { Notice } from "#components/ui/notice.tsx";
import type { ContactStory } from "#lib/analytics/contact-story.ts";
import type { Format } from "#lib/analytics/format.ts";

type ContactFactsProps = { story: ContactStory; isDirect: boolean; format: Format };

/** When it began and when it was last seen, and whether the link seems to have been passed on. */
export function ContactFacts({ story, isDirect, format }: ContactFactsProps) {
  const { first_visit, last_visit, several_visitors, share, previews } = story;
  return (
    <>
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-2xl border border-line bg-line shadow-card sm:grid-cols-4">
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
      {!isDirect && several_visitors.days > 0 && several_visitors.last && (
        <Notice tone="warn">
          <strong className="font-medium">Seen on several devices: probably passed on.</strong> On{" "}
          {several_visitors.days === 1 ? "one day" : `${several_visitors.days} days`}, the last time on{" "}
          {format.dayAndYear(several_visitors.last)}, more than one visitor came by this share
          {several_visitors.most !== null && ` (up to ${format.count(several_visitors.most)})`}. A phone that
          changes its network counts as another visitor too.
        </Notice>
      )}
    </>
  );
}

/** A moment, or a day where no more is known. */
function moment(value: string, format: Format): string {
  return value.length > 10 ? format.dayAndTime(value) : format.dayAndYear(value);
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="bg-surface px-5 py-3.5">
      <dt className="text-muted text-sm">{term}</dt>
      <dd className="mt-0.5 font-medium text-ink tabular-nums">{children}</dd>
    </div>
  );
}

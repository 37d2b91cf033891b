import { PageHead } from "#components/card/page-head.tsx";
import type { Card } from "#lib/card/card.ts";

/** Who this is. */
export function CardAbout({ card }: { card: Card }) {
  const { lead, paragraphs, facts } = card.about;
  return (
    <div data-analytics-page="about">
      <PageHead card={card} title="About" />
      <div className="px-6 pb-10">
        <p className="border-accent border-l-2 pl-4 font-serif text-[1.45rem] text-ink leading-snug">
          {lead}
        </p>
        <div className="mt-6 grid gap-4 text-[15px] text-ink leading-[1.7]">
          {paragraphs.map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </div>
        <dl className="mt-8 border-line border-t">
          {facts.map(({ term, text }) => (
            <div key={term} className="flex justify-between gap-6 border-line border-b py-3.5 text-[15px]">
              <dt className="text-muted">{term}</dt>
              <dd className="text-right text-ink">{text}</dd>
            </div>
          ))}
        </dl>
      </div>
    </div>
  );
}

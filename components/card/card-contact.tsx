import { Imprint } from "#components/card/card-frame.tsx";
import { MethodRow } from "#components/card/method-link.tsx";
import { PageHead } from "#components/card/page-head.tsx";
import { SaveContact } from "#components/card/save-contact.tsx";
import type { Card } from "#lib/card/card.ts";

/** Every way to reach this person. */
export function CardContact({ card }: { card: Card }) {
  const { address, hours } = card.visit;
  return (
    <div data-analytics-page="contact">
      <PageHead card={card} title="Say hello" />
      <div className="px-6 pb-10">
        <ul className="grid gap-2.5">
          {card.methods.map((method) => (
            <li key={method.target}>
              <MethodRow method={method} />
            </li>
          ))}
        </ul>
        <div className="mt-4">
          <SaveContact userCode={card.userCode} />
        </div>

        <section aria-labelledby="visit" className="mt-9">
          <h2 id="visit" className="font-medium font-serif text-ink text-xl">
            Come by
          </h2>
          <address className="mt-2 text-[15px] text-muted not-italic leading-relaxed">
            {address.join(", ")}
          </address>
          <dl className="mt-4 border-line border-t">
            {hours.map(({ days, time }) => (
              <div key={days} className="flex justify-between gap-6 border-line border-b py-3.5 text-[15px]">
                <dt className="text-muted">{days}</dt>
                <dd className="text-ink tabular-nums">{time}</dd>
              </div>
            ))}
          </dl>
        </section>
        <div className="mt-9 flex flex-col items-center gap-1 text-center text-muted text-sm sm:hidden">
          <Imprint />
        </div>
      </div>
    </div>
  );
}

import { MapPin } from "lucide-react";
import { Imprint } from "#components/card/card-frame.tsx";
import { Cover, PortraitDrawing, ProjectScene } from "#components/card/drawings.tsx";
import { MethodRow, MethodTile, SaveContact } from "#components/card/method-link.tsx";
import type { Card, CardTarget } from "#lib/card/card.ts";

/** The methods that reach the person directly; the others are sites to look at. */
const DIRECT: readonly CardTarget[] = ["phone", "whatsapp", "email", "sms"];

/** The card's first page. `data-analytics-page` gives the tracker each page's name; it would take the path otherwise. */
export function CardHome({ card }: { card: Card }) {
  const direct = card.methods.filter((method) => DIRECT.includes(method.target));
  const sites = card.methods.filter((method) => !DIRECT.includes(method.target));

  return (
    <div data-analytics-page="home">
      <Cover className="block h-40 w-full sm:h-36" />
      <div className="px-6 pb-8">
        <PortraitDrawing className="-mt-14 size-28 rounded-full ring-6 ring-paper" />
        <h1 className="mt-4 font-medium font-serif text-[2.375rem] text-ink leading-[1.05] tracking-tight">
          {card.name}
        </h1>
        <p className="mt-1.5 flex flex-wrap items-center gap-x-2 text-[15px] text-muted">
          {card.role}
          <span aria-hidden="true" className="text-line-strong">
            /
          </span>
          <span className="inline-flex items-center gap-1">
            <MapPin aria-hidden="true" className="size-3.5" />
            {card.place}
          </span>
        </p>
        <p className="mt-4 font-serif text-[1.3rem] text-ink leading-snug">{card.line}</p>

        <div className="mt-6">
          <SaveContact userCode={card.userCode} />
        </div>
        <ul className="mt-3 grid gap-2.5">
          {direct.map((method) => (
            <li key={method.target}>
              <MethodRow method={method} />
            </li>
          ))}
        </ul>
        <ul className="mt-2.5 grid grid-cols-4 gap-2.5">
          {sites.map((method) => (
            <li key={method.target}>
              <MethodTile method={method} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** Who the person is. */
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

/** What the person has made. */
export function CardWork({ card }: { card: Card }) {
  return (
    <div data-analytics-page="work">
      <PageHead card={card} title="Work" />
      <ul className="grid gap-8 px-6 pb-10">
        {card.projects.map((project) => (
          <li key={project.title}>
            <article>
              <ProjectScene name={project.scene} className="block aspect-video w-full rounded-2xl" />
              <div className="mt-3.5 flex items-baseline justify-between gap-4">
                <h2 className="font-medium font-serif text-ink text-xl leading-snug">{project.title}</h2>
                <p className="shrink-0 text-muted text-sm tabular-nums">
                  {project.place}, {project.year}
                </p>
              </div>
              <p className="mt-1 text-[15px] text-muted leading-relaxed">{project.text}</p>
            </article>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Every way to reach the person. */
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
          <Imprint userCode={card.userCode} />
        </div>
      </div>
    </div>
  );
}

/** The head of the pages after the first: whose card it is, small, and the page's title, large. */
function PageHead({ card, title }: { card: Card; title: string }) {
  return (
    <header className="px-6 pt-7 pb-6">
      <div className="flex items-center gap-3">
        <PortraitDrawing className="size-10 rounded-full" />
        <div className="min-w-0 text-sm leading-tight">
          <p className="truncate font-medium text-ink">{card.name}</p>
          <p className="truncate text-muted">{card.role}</p>
        </div>
      </div>
      <h1 className="mt-7 font-medium font-serif text-[2.25rem] text-ink leading-[1.08] tracking-tight">
        {title}
      </h1>
    </header>
  );
}

import { ArrowUpRight, MapPin } from "lucide-react";
import { Imprint } from "#components/card/card-frame.tsx";
import { AccentCover, Cover, Monogram, PortraitDrawing, ProjectScene } from "#components/card/drawings.tsx";
import { LinkRow, MethodRow, MethodTile, SaveContact } from "#components/card/method-link.tsx";
import { buttonStyle } from "#components/ui/button.tsx";
import type { Card, CardPages } from "#lib/card/card.ts";
import type { CardTarget } from "#lib/card/methods.ts";

/** The methods that reach the person directly; the others are sites to look at. */
const DIRECT: readonly CardTarget[] = ["phone", "whatsapp", "email", "sms", "signal", "facetime"];

/** So many sites and more stand side by side as tiles. */
const TILES_FROM = 3;

type CardHomeProps = {
  card: Card;
  /** Of the share through which it was opened, for the link in the saved contact. */
  shareCode: string;
  /** The owner's card stands there. */
  elsewhere?: string | null;
};

/** The card's first page. `data-analytics-page` gives the tracker each page's name; it would take the path otherwise. */
export function CardHome({ card, shareCode, elsewhere = null }: CardHomeProps) {
  const sites = card.methods.filter((method) => !DIRECT.includes(method.target));
  const tiles = sites.length >= TILES_FROM ? sites : [];
  const rows = card.methods.filter((method) => !tiles.includes(method));
  const Head = card.pages ? Cover : AccentCover;
  const profession = [card.role, card.organisation].filter(Boolean).join(", ");

  return (
    <div data-analytics-page="home">
      <Head className="block h-40 w-full sm:h-36" />
      <div className="px-6 pb-8">
        <Portrait card={card} className="-mt-14 relative size-28 rounded-full ring-6 ring-paper" />
        <h1
          dir="auto"
          className="mt-4 font-medium font-serif text-[2.375rem] text-ink leading-[1.05] tracking-tight [overflow-wrap:anywhere]"
        >
          {card.name}
        </h1>
        {(profession || card.place) && (
          <p className="mt-1.5 flex flex-wrap items-center gap-x-3 text-[15px] text-muted [overflow-wrap:anywhere]">
            {profession && <bdi>{profession}</bdi>}
            {card.place && (
              <span className="inline-flex items-center gap-1">
                <MapPin aria-hidden="true" className="size-3.5 shrink-0" />
                <bdi>{card.place}</bdi>
              </span>
            )}
          </p>
        )}
        {card.line && (
          <p
            dir="auto"
            className="mt-4 font-serif text-[1.3rem] text-ink leading-snug [overflow-wrap:anywhere]"
          >
            {card.line}
          </p>
        )}
        {elsewhere && (
          <p className="mt-3 text-[15px] text-muted leading-relaxed">
            This card stands on a page of its own.
          </p>
        )}

        <div className="mt-6 grid gap-2.5">
          {elsewhere && (
            <a href={elsewhere} className={buttonStyle({ size: "lg", wide: true })}>
              Open the card <ArrowUpRight aria-hidden="true" />
            </a>
          )}
          <SaveContact userCode={card.userCode} shareCode={shareCode} />
        </div>
        <ul className="mt-3 grid gap-2.5 empty:hidden">
          {rows.map((method, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a method may stand there twice, and none has a state
            <li key={index} className="min-w-0">
              <MethodRow method={method} />
            </li>
          ))}
        </ul>
        <ul
          className={`mt-2.5 grid gap-2.5 empty:hidden ${tiles.length % 4 === 0 ? "grid-cols-4" : "grid-cols-3"}`}
        >
          {tiles.map((method, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <li key={index} className="grid min-w-0">
              <MethodTile method={method} />
            </li>
          ))}
        </ul>
        <ul className="mt-2.5 grid gap-2.5 empty:hidden">
          {card.links.map((link, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <li key={index} className="min-w-0">
              <LinkRow link={link} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** The person's picture; where there is none, the drawing of the demo card, or the first letters of the name. */
function Portrait({ card, className }: { card: Card; className: string }) {
  if (card.picture)
    return (
      // biome-ignore lint/performance/noImgElement: made small when it was chosen; there is nothing to optimise
      <img
        src={card.picture}
        alt=""
        width={112}
        height={112}
        className={`${className} bg-sunken object-cover`}
      />
    );
  return card.pages ? (
    <PortraitDrawing className={className} />
  ) : (
    <Monogram name={card.name} className={className} />
  );
}

type PageProps = { card: Card; pages: CardPages; shareCode: string };

/** Who the person is. */
export function CardAbout({ card, pages }: PageProps) {
  const { lead, paragraphs, facts } = pages.about;
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
export function CardWork({ card, pages }: PageProps) {
  return (
    <div data-analytics-page="work">
      <PageHead card={card} title="Work" />
      <ul className="grid gap-8 px-6 pb-10">
        {pages.projects.map((project) => (
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
export function CardContact({ card, pages, shareCode }: PageProps) {
  const { address, hours } = pages.visit;
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
          <SaveContact userCode={card.userCode} shareCode={shareCode} />
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
          <Imprint card={card} />
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
        <Portrait card={card} className="size-10 rounded-full" />
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

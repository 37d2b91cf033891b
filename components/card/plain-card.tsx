import { ArrowUpRight } from "lucide-react";
import { ReceiptLink } from "#components/card/card-frame.tsx";
import { Cover, Monogram } from "#components/card/drawings.tsx";
import { SaveContact } from "#components/card/method-link.tsx";
import { buttonStyle } from "#components/ui/button.tsx";
import { Logo } from "#components/ui/logo.tsx";
import type { PlainCard as Content } from "#lib/card/card.ts";

/** The page of an owner whose card is not here: the name, and a link to the card where it is. */
export function PlainCard({ card }: { card: Content }) {
  return (
    <div
      data-analytics-page="home"
      className="flex min-h-dvh flex-col items-center bg-paper sm:justify-center sm:gap-6 sm:bg-desk sm:py-10"
    >
      <main className="w-full max-w-[27.5rem] flex-1 bg-paper sm:flex-none sm:overflow-clip sm:rounded-[2rem] sm:border sm:border-line sm:shadow-sheet">
        <Cover className="block h-40 w-full sm:h-36" />
        <div className="px-6 pb-8">
          <Monogram name={card.name} className="-mt-14 size-28 rounded-full ring-6 ring-paper" />
          <h1 className="mt-4 font-medium font-serif text-[2.375rem] text-ink leading-[1.05] tracking-tight [overflow-wrap:anywhere]">
            {card.name}
          </h1>
          <p className="mt-3 text-[15px] text-muted leading-relaxed">
            {card.address
              ? "This person’s card stands on a page of its own."
              : "This person’s card is not ready yet. Save the name, and come back later."}
          </p>
          <div className="mt-6 grid gap-2.5">
            {card.address && (
              <a href={card.address} className={buttonStyle({ size: "lg", wide: true })}>
                Open the card <ArrowUpRight aria-hidden="true" />
              </a>
            )}
            <SaveContact userCode={card.userCode} />
          </div>
        </div>
      </main>
      <footer className="flex max-w-[27.5rem] flex-col items-center gap-2 px-6 pb-6 text-center text-muted text-sm">
        <a href="/" aria-label="Daybook" className="inline-flex min-h-11 items-center">
          <Logo className="scale-90" />
        </a>
        <p className="leading-relaxed">
          Visits and taps are counted, without cookies. Is this yours?{" "}
          <a href={`/dashboard/${card.userCode}/settings`} className="underline underline-offset-4">
            Say where your card stands
          </a>
          . <ReceiptLink userCode={card.userCode} />
        </p>
      </footer>
    </div>
  );
}

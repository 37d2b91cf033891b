import type { ReactNode } from "react";
import { TabBar } from "#components/card/tab-bar.tsx";
import { Logo } from "#components/ui/logo.tsx";
import type { Card } from "#lib/card/card.ts";

type CardFrameProps = {
  card: Card;
  /** Nobody has made the card yet: whoever it belongs to is shown where to. */
  isBare: boolean;
  children: ReactNode;
};

/** Around every page of a card: the whole screen on a phone, a sheet in the middle of it elsewhere. */
export function CardFrame({ card, isBare, children }: CardFrameProps) {
  const hasPages = card.pages !== null;
  return (
    <div
      data-accent={card.accent}
      className="flex min-h-dvh flex-col items-center bg-paper sm:justify-center sm:bg-desk sm:gap-6 sm:py-10"
    >
      <div
        className={`flex w-full max-w-[27.5rem] flex-col bg-paper sm:flex-none sm:overflow-clip sm:rounded-[2rem] sm:border sm:border-line sm:shadow-sheet ${hasPages ? "flex-1 sm:min-h-[46rem]" : ""}`}
      >
        <main className="flex-1">{children}</main>
        {hasPages && <TabBar userCode={card.userCode} />}
      </div>
      <footer
        className={`max-w-[27.5rem] flex-col items-center gap-2 px-6 text-center text-muted text-sm ${hasPages ? "hidden sm:flex" : "flex pb-8"}`}
      >
        <Imprint card={card} />
        {isBare && (
          <p>
            Is this yours?{" "}
            <a href={`/dashboard/${card.userCode}/card`} className="underline underline-offset-4">
              Make your card
            </a>
          </p>
        )}
      </footer>
    </div>
  );
}

/** Tells visitors that they are counted, and where the person is invented, that too. */
export function Imprint({ card }: { card: Card }) {
  return (
    <>
      {/* A plain link: only a full page load ends the card's tracker. */}
      <a href="/" aria-label="Daybook" className="inline-flex min-h-11 items-center">
        <Logo className="scale-90" />
      </a>
      <p className="leading-relaxed">
        {card.pages && "A demonstration; the person is invented. "}
        Visits and taps are counted, without cookies. <ReceiptLink userCode={card.userCode} />
      </p>
    </>
  );
}

/** Leads to what is stored of the visitor's own visit. A plain link: the page takes the visit over from this tab's tracker. */
function ReceiptLink({ userCode }: { userCode: string }) {
  return (
    <a href={`/privacy/visit#${userCode}`} className="underline underline-offset-4">
      What is stored of your visit
    </a>
  );
}

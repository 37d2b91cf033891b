import type { ReactNode } from "react";
import { TabBar } from "#components/card/tab-bar.tsx";
import { Logo } from "#components/ui/logo.tsx";
import type { Card } from "#lib/card/card.ts";

/** Around every page of a card: the whole screen on a phone, a sheet in the middle of it elsewhere. */
export function CardFrame({ card, children }: { card: Card; children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col items-center bg-paper sm:justify-center sm:bg-desk sm:gap-6 sm:py-10">
      <div className="flex w-full max-w-[27.5rem] flex-1 flex-col bg-paper sm:min-h-[46rem] sm:flex-none sm:overflow-clip sm:rounded-[2rem] sm:border sm:border-line sm:shadow-sheet">
        <main className="flex-1">{children}</main>
        <TabBar userCode={card.userCode} />
      </div>
      <footer className="hidden max-w-[27.5rem] flex-col items-center gap-2 px-6 text-center text-muted text-sm sm:flex">
        <Imprint userCode={card.userCode} />
      </footer>
    </div>
  );
}

/** Tells visitors that they are counted, and that the person is invented. */
export function Imprint({ userCode }: { userCode: string }) {
  return (
    <>
      {/* A plain link: only a full page load ends the card's tracker. */}
      <a href="/" aria-label="Daybook" className="inline-flex min-h-11 items-center">
        <Logo className="scale-90" />
      </a>
      <p className="leading-relaxed">
        A demonstration; the person is invented. Visits and taps are counted, without cookies.{" "}
        <ReceiptLink userCode={userCode} />
      </p>
    </>
  );
}

/** Leads to what is stored of the visitor's own visit. A plain link: the page takes the visit over from this tab's tracker. */
export function ReceiptLink({ userCode }: { userCode: string }) {
  return (
    <a href={`/privacy/visit#${userCode}`} className="underline underline-offset-4">
      What is stored of your visit
    </a>
  );
}

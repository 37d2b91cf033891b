import { Check, Eye } from "lucide-react";
import type { ReactNode } from "react";
import { FaWhatsapp } from "react-icons/fa6";
import { PortraitDrawing } from "#components/card/drawings.tsx";

type ShareStoryProps = {
  /** A share link, as text and as the drawing of its QR code. */
  link: string;
  qrCode: string;
};

/** What an owner does and sees, in three steps: a link for one person, the card that opens, and what comes of it. */
export function ShareStory({ link, qrCode }: ShareStoryProps) {
  return (
    <ol className="grid gap-x-8 gap-y-12 md:grid-cols-3">
      <Step
        number={1}
        title="Give each person a link of their own"
        text="Type a name, and there is a link to send and a code to show. Friends, family, business: put people into groups, or do not."
      >
        <div className="flex items-center gap-4 rounded-2xl border border-line bg-surface p-4 shadow-sheet">
          {/* biome-ignore lint/performance/noImgElement: an SVG in the page's own HTML */}
          <img src={qrCode} alt="" className="size-24 shrink-0 rounded-lg bg-white p-1.5" />
          <div className="min-w-0">
            <p className="font-medium text-ink">Ana Duarte</p>
            <p className="text-muted text-xs">Friends</p>
            <p className="mt-2 truncate font-mono text-[11px] text-muted">{link}</p>
          </div>
        </div>
      </Step>
      <Step
        number={2}
        title="They open your card, and tap"
        text="On any phone, with nothing to install. Your card is made here in a minute, or stands on your own site with one line added."
      >
        <div className="rounded-2xl border border-line bg-surface p-4 shadow-sheet">
          <div className="flex items-center gap-3">
            <PortraitDrawing className="size-12 rounded-full" />
            <div>
              <p className="font-medium font-serif text-ink leading-tight">Clara Whitfield</p>
              <p className="text-muted text-xs">Interior architect</p>
            </div>
          </div>
          <p className="mt-4 flex items-center gap-3 rounded-xl border border-accent bg-accent-soft p-2 font-medium text-[13px] text-ink">
            <span className="grid size-8 place-items-center rounded-lg bg-accent text-on-accent">
              <FaWhatsapp aria-hidden="true" className="size-4" />
            </span>
            WhatsApp
          </p>
        </div>
      </Step>
      <Step
        number={3}
        title="You see who looked, and what they used"
        text="Ana’s link, her visits, her tap: within half a minute, without reloading. Strangers stay strangers: no cookie, no address, no profile."
      >
        <div className="rounded-2xl border border-line bg-surface p-4 shadow-sheet">
          <div className="flex items-baseline justify-between gap-3">
            <p className="font-medium text-ink">Ana Duarte</p>
            <p className="text-muted text-xs">just now</p>
          </div>
          <ul className="mt-3 grid gap-2 text-[13px] text-muted">
            <li className="flex items-center gap-2.5">
              <Eye aria-hidden="true" className="size-4 text-accent" />
              Opened your card, third visit this month
            </li>
            <li className="flex items-center gap-2.5">
              <FaWhatsapp aria-hidden="true" className="size-4 text-accent" />
              Tapped WhatsApp after 12 seconds
            </li>
            <li className="flex items-center gap-2.5">
              <Check aria-hidden="true" className="size-4 text-accent" />
              WhatsApp opened
            </li>
          </ul>
        </div>
      </Step>
    </ol>
  );
}

type StepProps = { number: number; title: string; text: string; children: ReactNode };

function Step({ number, title, text, children }: StepProps) {
  return (
    <li className="flex flex-col">
      {/* A drawing of what the words beside it say. */}
      <div aria-hidden="true" className="grid min-h-40 flex-1 content-center">
        {children}
      </div>
      <h3 className="mt-6 font-medium font-serif text-ink text-xl leading-snug">
        <span className="mr-2 text-accent tabular-nums">{number}</span>
        {title}
      </h3>
      <p className="mt-2 text-[15px] text-muted leading-relaxed">{text}</p>
    </li>
  );
}

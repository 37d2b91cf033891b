import { MapPin } from "lucide-react";
import { Cover } from "#components/card/cover.tsx";
import { MethodRow, MethodTile } from "#components/card/method-link.tsx";
import { PortraitDrawing } from "#components/card/portrait.tsx";
import { SaveContact } from "#components/card/save-contact.tsx";
import type { Card, CardTarget } from "#lib/card/card.ts";

/** The ways to talk to somebody at once; the others are places to look at. */
const DIRECT: readonly CardTarget[] = ["phone", "whatsapp", "email", "sms"];

/** The face of the card. Each page tells the tracker its name; without one it would be counted by its path. */
export function CardHome({ card }: { card: Card }) {
  const direct = card.methods.filter((method) => DIRECT.includes(method.target));
  const places = card.methods.filter((method) => !DIRECT.includes(method.target));

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
          {places.map((method) => (
            <li key={method.target}>
              <MethodTile method={method} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

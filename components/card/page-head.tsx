import { PortraitDrawing } from "#components/card/portrait.tsx";
import type { Card } from "#lib/card/card.ts";

/** The head of the inner pages: whose card this is, small, and what the page is about, large. */
export function PageHead({ card, title }: { card: Card; title: string }) {
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

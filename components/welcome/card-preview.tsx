import { Cover, monogram } from "#components/card/drawings.tsx";
import { Snippet } from "#components/ui/snippet.tsx";
import { cardAddress, installSnippet } from "#lib/owners/addresses.ts";
import { isUserCode } from "#lib/owners/codes.ts";

type CardPreviewProps = { name: string; userCode: string; origin: string };

/** What name and code become while they are typed: the head of the card, its address, and the line for the owner's site. */
export function CardPreview({ name, userCode, origin }: CardPreviewProps) {
  const shownCode = isUserCode(userCode) ? userCode : "your-code";
  const address = cardAddress(origin, shownCode).replace(/^https?:\/\//, "");

  return (
    <section aria-label="Preview" className="grid min-w-0 gap-4">
      <div className="overflow-hidden rounded-3xl border border-line bg-surface shadow-sheet">
        <Cover className="block h-28 w-full" />
        <div className="px-6 pb-6">
          <span
            aria-hidden="true"
            className="-mt-9 relative grid size-18 place-items-center rounded-full bg-accent-soft font-medium font-serif text-2xl text-accent ring-4 ring-surface"
          >
            {monogram(name) || "·"}
          </span>
          <p
            className={`mt-3 truncate font-medium font-serif text-[1.75rem] leading-tight tracking-tight ${name.trim() ? "text-ink" : "text-faint"}`}
          >
            {name.trim() || "Your name"}
          </p>
          <p className="mt-1 break-all font-mono text-[13px] text-muted">
            {address.slice(0, -shownCode.length)}
            <span className="text-accent">{shownCode}</span>
          </p>
        </div>
      </div>
      <Snippet what="line for your own site" code={installSnippet(origin, shownCode)} />
    </section>
  );
}

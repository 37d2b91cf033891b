import clsx from "clsx";
import { ArrowUpRight, ChevronRight, UserPlus } from "lucide-react";
import { brandIcon } from "#components/ui/brand-icons.ts";
import { buttonStyle } from "#components/ui/button.tsx";
import { TargetIcon } from "#components/ui/target-icon.tsx";
import type { ContactMethod } from "#lib/card/card.ts";

/** Where a method leads. Web addresses open in a tab of their own, so that the card stays open. */
function linkOf({ href, target }: ContactMethod) {
  const beside = href.startsWith("https:") ? { target: "_blank", rel: "noopener" } : {};
  // The tracker recognises most targets by their address; `website` is named, because any web address could be one.
  return { href, ...beside, ...(target === "website" && { "data-analytics-target": target }) };
}

/** A contact method as a row across the card. */
export function MethodRow({ method }: { method: ContactMethod }) {
  const Arrow = method.href.startsWith("https:") ? ArrowUpRight : ChevronRight;
  return (
    <a
      {...linkOf(method)}
      className="group flex min-h-[4.25rem] items-center gap-4 rounded-2xl border border-line bg-surface p-3 pr-4 shadow-card transition-[border-color,background-color,scale] duration-150 hover:border-line-strong active:scale-[0.985]"
    >
      <span className="grid size-11 shrink-0 place-items-center rounded-xl bg-accent-soft text-accent transition-colors group-hover:bg-accent group-hover:text-on-accent">
        <MethodIcon target={method.target} className="size-5" />
      </span>
      <span className="min-w-0 flex-1">
        <span className="block font-medium text-[15px] text-ink leading-snug">{method.label}</span>
        <span className="block truncate text-muted text-sm">{method.value}</span>
      </span>
      <Arrow aria-hidden="true" className="size-4 shrink-0 text-faint" />
    </a>
  );
}

/** A contact method as one of a few tiles side by side. */
export function MethodTile({ method, className }: { method: ContactMethod; className?: string }) {
  return (
    <a
      {...linkOf(method)}
      className={clsx(
        "flex min-h-[4.75rem] flex-col items-center justify-center gap-2 rounded-2xl border border-line bg-surface px-1 text-ink shadow-card transition-[border-color,background-color,color,scale] duration-150 hover:border-line-strong hover:text-accent active:scale-[0.97]",
        className,
      )}
    >
      <MethodIcon target={method.target} className="size-5" />
      <span className="font-medium text-[13px]">{method.label}</span>
    </a>
  );
}

/** The icon of a method. Brands' icons are part of the page here, so that a card shows them without another request. */
function MethodIcon({ target, className }: { target: string; className?: string }) {
  const Brand = brandIcon(target);
  if (Brand) return <Brand aria-hidden="true" className={className} />;
  return <TargetIcon target={target} className={className} />;
}

/** Downloads the card as a contact for the address book. */
export function SaveContact({ userCode }: { userCode: string }) {
  return (
    <a
      href={`/c/${userCode}/contact.vcf`}
      download
      data-analytics-target="save_contact"
      className={buttonStyle({ size: "lg", wide: true })}
    >
      <UserPlus aria-hidden="true" />
      Save contact
    </a>
  );
}

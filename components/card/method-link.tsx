import clsx from "clsx";
import { ArrowUpRight, ChevronRight, Link, UserPlus } from "lucide-react";
import type { ReactNode } from "react";
import { brandIcon } from "#components/ui/brand-icons.ts";
import { buttonStyle } from "#components/ui/button.tsx";
import { TargetIcon } from "#components/ui/target-icon.tsx";
import type { CardLink, ContactMethod } from "#lib/card/card.ts";

/** What the tracker has no name for is counted as what people read there. */
const COUNTED_AS = new Map([
  ["calendar", "Book a time"],
  ["xing", "XING"],
]);

/** Where a method leads, named for the tracker. Web addresses open in a tab of their own, so that the card stays open. */
function linkOf({ href, target }: { href: string; target: string }) {
  const beside = href.startsWith("https:") ? { target: "_blank", rel: "noopener" } : {};
  return { href, ...beside, "data-analytics-target": COUNTED_AS.get(target) ?? target };
}

/** A contact method as a row across the card. */
export function MethodRow({ method }: { method: ContactMethod }) {
  return (
    <Row
      link={linkOf(method)}
      icon={<MethodIcon target={method.target} className="size-5" />}
      label={method.label}
      value={method.value}
    />
  );
}

/** A link of the owner's own as a row across the card; taps are counted under its name. */
export function LinkRow({ link: { label, href } }: { link: CardLink }) {
  return (
    <Row
      link={linkOf({ href, target: label })}
      icon={<Link aria-hidden="true" className="size-5" />}
      label={label}
      value={new URL(href).hostname.replace(/^www\./, "")}
    />
  );
}

type RowProps = { link: ReturnType<typeof linkOf>; icon: ReactNode; label: string; value: string };

function Row({ link, icon, label, value }: RowProps) {
  const Arrow = link.href.startsWith("https:") ? ArrowUpRight : ChevronRight;
  return (
    <a
      {...link}
      className="group flex min-h-[4.25rem] items-center gap-4 rounded-2xl border border-line bg-surface p-3 pr-4 shadow-card transition-[border-color,background-color,scale] duration-150 hover:border-line-strong active:scale-[0.985]"
    >
      <span className="grid size-11 shrink-0 place-items-center rounded-xl bg-accent-soft text-accent transition-colors group-hover:bg-accent group-hover:text-on-accent">
        {icon}
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium text-[15px] text-ink leading-snug">{label}</span>
        <bdi className="block truncate text-muted text-sm">{value}</bdi>
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
      <span className="w-full truncate px-1 text-center font-medium text-[13px]">{method.label}</span>
    </a>
  );
}

/** The icon of a method. Brands' icons are part of the page here, so that a card shows them without another request. */
function MethodIcon({ target, className }: { target: string; className?: string }) {
  const Brand = brandIcon(target);
  if (Brand) return <Brand aria-hidden="true" className={className} />;
  return <TargetIcon target={target} className={className} />;
}

/** Downloads the card as a contact for the address book, with the link of the share through which it was opened. */
export function SaveContact({ userCode, shareCode }: { userCode: string; shareCode: string }) {
  return (
    <a
      href={`/c/${userCode}/contact.vcf${shareCode && `?${new URLSearchParams({ s: shareCode })}`}`}
      download
      data-analytics-target="save_contact"
      className={buttonStyle({ size: "lg", wide: true })}
    >
      <UserPlus aria-hidden="true" />
      Save contact
    </a>
  );
}

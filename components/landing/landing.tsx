import { Calculator, ChevronRight, Cookie, Fingerprint, Mail, Phone, ShieldCheck } from "lucide-react";
import Link from "next/link";
import { FaWhatsapp } from "react-icons/fa6";
import { Cover, PortraitDrawing } from "#components/card/drawings.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Logo, LogoMark } from "#components/ui/logo.tsx";

/** A drawing of a tap on a card that becomes a number on the dashboard. Screen readers get it as one sentence. */
export function HeroFigure() {
  return (
    <figure
      role="img"
      aria-label="Drawing: someone taps WhatsApp on a contact card, and the owner's dashboard counts it."
      className="relative mx-auto h-[34rem] w-full max-w-[30rem] sm:h-[30.5rem] select-none"
    >
      <div aria-hidden="true">
        <MiniCard />
        <MiniDay />
      </div>
    </figure>
  );
}

function MiniCard() {
  return (
    <div className="absolute top-0 left-0 w-[14.5rem] overflow-hidden rounded-[1.6rem] border border-line bg-surface shadow-sheet sm:w-[15.5rem]">
      <Cover className="block h-20 w-full" />
      <div className="px-4 pb-5">
        <PortraitDrawing className="-mt-8 size-16 rounded-full ring-4 ring-surface" />
        <p className="mt-2.5 font-medium font-serif text-ink text-xl leading-tight">Clara Whitfield</p>
        <p className="mt-0.5 text-muted text-xs">Interior architect / Bristol</p>
        <div className="mt-4 grid gap-2">
          <MiniRow icon={<Phone />} label="Call" />
          <MiniRow icon={<FaWhatsapp />} label="WhatsApp" tapped />
          <MiniRow icon={<Mail />} label="E-mail" />
        </div>
      </div>
    </div>
  );
}

function MiniRow({
  icon,
  label,
  tapped = false,
}: {
  icon: React.ReactNode;
  label: string;
  tapped?: boolean;
}) {
  return (
    <div
      className={`relative flex items-center gap-3 rounded-xl border p-2 ${tapped ? "border-accent bg-accent-soft" : "border-line"}`}
    >
      <span
        className={`grid size-8 place-items-center rounded-lg [&_svg]:size-4 ${tapped ? "bg-accent text-on-accent" : "bg-accent-soft text-accent"}`}
      >
        {icon}
      </span>
      <span className="flex-1 font-medium text-[13px] text-ink">{label}</span>
      {tapped ? (
        <span className="relative mr-1 grid size-6 place-items-center">
          <span className="absolute inset-0 animate-tap rounded-full bg-accent" />
          <span className="size-3 rounded-full bg-accent" />
        </span>
      ) : (
        <ChevronRight className="size-3.5 text-faint" />
      )}
    </div>
  );
}

const HOURS = [3, 5, 4, 7, 6, 9, 8, 12, 10, 14, 11, 17];

function MiniDay() {
  return (
    <div className="absolute right-0 bottom-0 w-[15.5rem] rounded-2xl border border-line bg-surface p-5 shadow-sheet">
      <div className="flex items-baseline justify-between">
        <p className="font-medium text-[13px] text-ink">WhatsApp</p>
        <p className="text-muted text-xs">Today</p>
      </div>
      <p className="mt-3 flex items-baseline gap-2">
        <span className="font-medium font-serif text-[3.25rem] text-ink leading-none tracking-tight tabular-nums">
          17
        </span>
        <span className="rounded-full bg-accent-soft px-2 py-0.5 font-medium text-good text-xs">+1</span>
      </p>
      <svg viewBox="0 0 240 44" aria-hidden="true" className="mt-4 h-11 w-full">
        {HOURS.map((value, index) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed drawing
            key={index}
            x={index * 20.4}
            y={44 - value * 2.5}
            width="14"
            height={value * 2.5}
            rx="2.5"
            className={index === HOURS.length - 1 ? "fill-accent" : "fill-accent-soft"}
          />
        ))}
      </svg>
      <p className="mt-3 border-line border-t pt-3 text-[11px] text-muted leading-relaxed">
        9 Business, 6 Friends, 2 direct.
        <br />
        Counted live from raw events, 10:42.
      </p>
    </div>
  );
}

/** The dashboard as it is, by day and by night, on a desk and on a phone: screenshots of the demo (`npm run screenshots`). */
export function DashboardPicture() {
  const picture = (name: string) => `/landing/dashboard-${name}.webp`;
  const phone = { media: "(max-width: 40rem)", width: 780, height: 1400 };
  return (
    <picture>
      <source
        {...phone}
        media={`${phone.media} and (prefers-color-scheme: dark)`}
        srcSet={picture("phone-dark")}
      />
      <source {...phone} srcSet={picture("phone-light")} />
      <source media="(prefers-color-scheme: dark)" srcSet={picture("desk-dark")} />
      <img
        src={picture("desk-light")}
        alt="The dashboard of a card: totals with their changes, a month of visits, the contact methods that were tapped, pages, sources and shares."
        width={2560}
        height={2080}
        loading="lazy"
        decoding="async"
        className="h-auto w-full rounded-2xl border border-line shadow-sheet"
      />
    </picture>
  );
}

const PROMISES = [
  {
    Icon: ShieldCheck,
    title: "Acknowledged means stored",
    text: "A tap is confirmed only once it is committed to the database. Until then it waits in the visitor’s browser and is sent again.",
  },
  {
    Icon: Fingerprint,
    title: "Counted once",
    text: "Every event carries its own id. Bad network, closed tab, sent three times: it is one event, on the day it happened.",
  },
  {
    Icon: Calculator,
    title: "Every number says how",
    text: "Live or closed, computed when, from what. Visitors over several days are the sum of daily visitors, and it says so.",
  },
  {
    Icon: Cookie,
    title: "No cookies",
    text: "No cookie, no IP address, no user agent is stored. A visitor is a pseudonym that lasts one day. Do Not Track is respected.",
  },
] as const;

/** The four promises of the landing page. */
export function Promises() {
  return (
    <ul className="grid gap-x-10 gap-y-10 sm:grid-cols-2 lg:grid-cols-4">
      {PROMISES.map(({ Icon, title, text }) => (
        <li key={title} className="border-line-strong border-t pt-5">
          <Icon aria-hidden="true" className="size-5 text-accent" strokeWidth={1.75} />
          <h3 className="mt-4 font-medium font-serif text-ink text-xl leading-snug">{title}</h3>
          <p className="mt-2 text-[15px] text-muted leading-relaxed">{text}</p>
        </li>
      ))}
    </ul>
  );
}

/** The header of the public pages. */
export function SiteHeader() {
  return (
    <header className="mx-auto flex h-18 w-full max-w-6xl items-center justify-between px-5 sm:px-8">
      <Link href="/" aria-label="Daybook, home" className="-my-2 inline-flex py-2">
        <Logo />
      </Link>
      <nav aria-label="Account" className="flex items-center gap-1 sm:gap-2">
        <LinkButton href="/sign-in" variant="ghost" size="sm">
          Sign in
        </LinkButton>
        <LinkButton href="/sign-up" variant="secondary" size="sm" className="max-[22rem]:hidden">
          Create an account
        </LinkButton>
      </nav>
    </header>
  );
}

/** The footer of the public pages. */
export function SiteFooter() {
  return (
    <footer className="border-line border-t">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center justify-between gap-4 px-5 py-8 text-muted text-sm sm:px-8">
        <p className="flex items-center gap-2">
          <LogoMark className="size-5" />
          Daybook, free software under the MIT licence.
        </p>
        <p>This page counts nothing and sets no cookie.</p>
      </div>
    </footer>
  );
}

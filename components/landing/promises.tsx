import { Calculator, Cookie, Fingerprint, ShieldCheck } from "lucide-react";

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

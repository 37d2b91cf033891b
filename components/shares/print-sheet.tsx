"use client";

import clsx from "clsx";
import { Printer } from "lucide-react";
import Link from "next/link";
import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import { Button } from "#components/ui/button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState, Notice } from "#components/ui/states.tsx";

const COLUMNS = { 2: "grid-cols-2", 3: "grid-cols-3", 4: "grid-cols-4", 5: "grid-cols-5" } as const;
const SIZES = [
  { columns: 2, label: "Large" },
  { columns: 3, label: "Medium" },
  { columns: 4, label: "Small" },
  { columns: 5, label: "Tiny" },
] as const;

type PrintSheetProps = {
  userCode: string;
  /** Those that the address asks for and that there are; null: all. */
  codes: string[] | null;
  labels: { code: string; name: string; link: string; svg: string }[];
  /** How many more were asked for. */
  left: number;
  hasMark: boolean;
  columns: keyof typeof COLUMNS;
};

/** QR codes with the names of their contacts below, on white, as a printer puts them on paper. */
export function PrintSheet({ userCode, codes, labels, left, hasMark, columns }: PrintSheetProps) {
  const base = `/dashboard/${encodeURIComponent(userCode)}/shares`;
  const hrefOf = (change: { hasMark?: boolean; columns?: number }) => {
    const wanted = { hasMark, columns, ...change };
    const search = new URLSearchParams(codes ? { codes: codes.join(".") } : {});
    if (wanted.hasMark) search.set("mark", "");
    if (wanted.columns !== 3) search.set("columns", String(wanted.columns));
    return search.size > 0 ? `${base}/print?${search}` : `${base}/print`;
  };
  return (
    <div className="grid gap-5 pb-16 print:pb-0 [&>*]:min-w-0">
      <div className="grid gap-4 print:hidden">
        <ScreenHeading
          title="QR codes"
          actions={
            labels.length > 0 && (
              <Button size="sm" onClick={() => print()}>
                <Printer aria-hidden="true" /> Print
              </Button>
            )
          }
        >
          {labels.length === 1 ? "One code" : `${labels.length} codes`} with their names, for paper or a PDF.{" "}
          <Link href={base} prefetch={false} className="text-link">
            Back to the shares
          </Link>
        </ScreenHeading>
        {left > 0 && (
          <Notice tone="warn">
            These are the first {labels.length}; {left} more do not fit on one sheet. Choose fewer at a time.
          </Notice>
        )}
        <div className="flex flex-wrap gap-3">
          <nav aria-label="Size" className="flex rounded-lg border border-line bg-surface p-0.5">
            {SIZES.map((size) => (
              <Choice
                key={size.columns}
                href={hrefOf({ columns: size.columns })}
                chosen={size.columns === columns}
              >
                {size.label}
              </Choice>
            ))}
          </nav>
          <nav aria-label="Look" className="flex rounded-lg border border-line bg-surface p-0.5">
            <Choice href={hrefOf({ hasMark: false })} chosen={!hasMark}>
              Plain
            </Choice>
            <Choice href={hrefOf({ hasMark: true })} chosen={hasMark}>
              With your initials
            </Choice>
          </nav>
        </div>
      </div>
      {labels.length === 0 ? (
        <Panel>
          <EmptyState title="No share to print">Choose some in the list of shares.</EmptyState>
        </Panel>
      ) : (
        <ul
          aria-label="QR codes"
          className={clsx(
            "grid rounded-2xl border border-line bg-white p-4 text-black sm:p-8 print:rounded-none print:border-0 print:p-0",
            COLUMNS[columns],
          )}
        >
          {labels.map(({ code, name, link, svg }) => (
            <li
              key={code}
              className="flex min-w-0 break-inside-avoid flex-col items-center border border-neutral-300 border-dashed p-3 text-center sm:p-5"
            >
              {/* biome-ignore lint/performance/noImgElement: an SVG made for this link; there is nothing to optimise */}
              <img
                src={`data:image/svg+xml,${encodeURIComponent(svg)}`}
                alt={`QR code that leads to ${link}`}
                className="aspect-square w-full"
              />
              <p className="mt-2 w-full font-medium text-sm [overflow-wrap:anywhere]">{name}</p>
              <p className="w-full font-mono text-[10px] text-neutral-600 leading-snug [overflow-wrap:anywhere]">
                {link.replace(/^https?:\/\//, "")}
              </p>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Choice({ href, chosen, children }: { href: string; chosen: boolean; children: string }) {
  return (
    <Link
      href={href}
      prefetch={false}
      scroll={false}
      aria-current={chosen ? "true" : undefined}
      className={clsx(
        "rounded-md px-2.5 py-1.5 text-sm transition-colors",
        chosen ? "bg-sunken font-medium text-ink" : "text-muted hover:text-ink",
      )}
    >
      {children}
    </Link>
  );
}

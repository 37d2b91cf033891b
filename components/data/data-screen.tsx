import clsx from "clsx";
import Link from "next/link";
import type { ReactNode } from "react";
import { AccountingPanel } from "#components/data/accounting-panel.tsx";
import { DataSummary } from "#components/data/data-summary.tsx";
import { DaysTable } from "#components/data/days-table.tsx";
import { type ErasureActions, ErasurePanel } from "#components/data/erase-visits.tsx";
import { TablesPanel } from "#components/data/tables-panel.tsx";
import { RevisionsPanel, VerificationPanel } from "#components/data/verification-panel.tsx";
import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import type { FormAction } from "#components/ui/action-form.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import type { Format } from "#lib/analytics/format.ts";
import type { Range } from "#lib/analytics/periods.ts";
import { DEFAULT_QUERY, toSearch } from "#lib/analytics/query.ts";
import { exportAddress } from "#lib/export/export-address.ts";
import type { OwnerTable } from "#lib/export/export-tables.ts";
import type { ReaderLocale } from "#lib/http/reader-locale.ts";
import type { OwnerData } from "#lib/owners/owner-data.ts";
import { canEdit } from "#lib/owners/roles.ts";

type DataScreenProps = {
  data: OwnerData;
  range: Range;
  /** In words for owners, or every day and table for whoever runs this Daybook. */
  view: "summary" | "tables";
  format: Format;
  locale: ReaderLocale;
  rebuild: FormAction;
  erasure: ErasureActions;
  /** The panel of the owner's own rows. It comes by itself, because counting them takes longer. */
  volume: ReactNode;
};

const PERIODS = [
  { period: "7d", label: "7 days" },
  { period: "30d", label: "30 days" },
  { period: "90d", label: "90 days" },
  { period: "12mo", label: "12 months" },
] as const;

/** Where the numbers come from: what arrived, what became of it, and how each day was counted. */
export function DataScreen(props: DataScreenProps) {
  const { data, range, view, format, locale, rebuild, erasure, volume } = props;
  const exportOf = (table: OwnerTable) =>
    exportAddress(data.owner.user_code, table, { ...DEFAULT_QUERY, range });
  const base = `/dashboard/${encodeURIComponent(data.owner.user_code)}/data`;
  const hrefOf = (other: DataScreenProps["view"]) => {
    const search = [toSearch({ ...DEFAULT_QUERY, range }), other === "tables" && "view=tables"].filter(
      Boolean,
    );
    return search.length > 0 ? `${base}?${search.join("&")}` : base;
  };
  return (
    <div className="grid gap-5 pb-16 [&>*]:min-w-0">
      <ScreenHeading
        title="Data"
        actions={
          <nav aria-label="Period" className="flex rounded-lg border border-line bg-surface p-0.5">
            {PERIODS.map(({ period, label }) => {
              const chosen = range.kind === "period" && range.period === period;
              return (
                <Link
                  key={period}
                  href={`${base}?period=${period}${view === "tables" ? "&view=tables" : ""}`}
                  prefetch={false}
                  aria-current={chosen ? "true" : undefined}
                  className={clsx(
                    "rounded-md px-2.5 py-1.5 text-sm transition-colors",
                    chosen ? "bg-sunken font-medium text-ink" : "text-muted hover:text-ink",
                  )}
                >
                  {label}
                </Link>
              );
            })}
          </nav>
        }
      >
        Where the numbers of {format.range(data.period.from, data.period.to)} come from. Days and times are
        those of {data.owner.time_zone}.
        {view === "tables" && (
          <>
            {" "}
            <Link href={hrefOf("summary")} prefetch={false} className="text-link">
              Back to the summary
            </Link>
          </>
        )}
      </ScreenHeading>
      {view === "summary" ? (
        <>
          <DataSummary data={data} format={format} exportHref={exportOf("accounting")} />
          {data.role === "owner" && (
            <ErasurePanel
              userCode={data.owner.user_code}
              period={{ from: data.period.from, to: data.period.to }}
              open={data.erasures}
              actions={erasure}
              locale={locale}
              timeZone={data.owner.time_zone}
            />
          )}
          <div className="flex flex-wrap items-center justify-between gap-3 px-1 text-muted text-sm">
            <p className="max-w-2xl">
              Every day one by one, recounts and the room that is taken, for whoever runs this Daybook.
            </p>
            <LinkButton href={hrefOf("tables")} prefetch={false} variant="secondary" size="sm">
              Show the tables
            </LinkButton>
          </div>
        </>
      ) : (
        <>
          <AccountingPanel days={data.days} format={format} exportHref={exportOf("accounting")} />
          <DaysTable
            days={data.days}
            today={data.period.today}
            format={format}
            rebuild={canEdit(data.role) ? rebuild : null}
            exportHref={exportOf("data_days")}
          />
          <div className="grid items-start gap-5 lg:grid-cols-2 [&>*]:min-w-0">
            <VerificationPanel days={data.days} format={format} exportHref={exportOf("verifications")} />
            <RevisionsPanel revisions={data.revisions} format={format} exportHref={exportOf("revisions")} />
          </div>
          {volume}
          {data.tables && (
            <TablesPanel
              title="Tables"
              description="Room taken in the database, indexes included; shown because this database has no other owner"
              tables={data.tables.map(({ table, bytes, size }) => ({ table, bytes, size }))}
              format={format}
              exportOf={{ table: "table_sizes", href: exportOf("table_sizes") }}
            />
          )}
          <p className="px-1 text-muted text-sm">
            Moved here from another system?{" "}
            <Link
              href={`${base}/legacy`}
              prefetch={false}
              className="text-accent underline underline-offset-2"
            >
              Old and new numbers, side by side
            </Link>
          </p>
        </>
      )}
    </div>
  );
}

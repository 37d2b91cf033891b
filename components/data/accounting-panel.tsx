import { ExportButton } from "#components/export/export-button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { Format } from "#lib/analytics/format.ts";
import { CODE_MEANINGS, type DataDay, sumAccounts } from "#lib/owners/owner-data.ts";

const PARTS = [
  { account: "stored", text: "kept, and counted" },
  { account: "duplicate", text: "sent again by a browser to be sure, counted once" },
  { account: "filtered", text: "not by a visitor who counts" },
  { account: "rejected", text: "could not be taken" },
] as const;

type AccountingPanelProps = { days: DataDay[]; format: Format; exportHref: string };

/** How many events arrived, and what became of them: received = stored + duplicate + filtered + rejected. */
export function AccountingPanel({ days, format, exportHref }: AccountingPanelProps) {
  const sum = sumAccounts(days);
  if (sum.received === 0 && sum.erased === 0) {
    return <NothingArrived />;
  }
  return (
    <Panel
      title="What arrived"
      description="Events by the day they came, whatever day they belong to"
      actions={<ExportButton table="accounting" href={exportHref} />}
      flush
    >
      <dl className="grid grid-cols-2 gap-px overflow-hidden border-line border-t bg-line last:rounded-b-2xl sm:grid-cols-5">
        <div className="col-span-2 bg-surface px-5 py-4 sm:col-span-1 sm:px-6">
          <dt className="text-muted text-sm">Received</dt>
          <dd className="mt-1 font-medium text-2xl text-ink tabular-nums tracking-tight">
            {format.count(sum.received)}
          </dd>
          <dd className="mt-1 text-faint text-xs">is the sum of what follows</dd>
        </div>
        {PARTS.map(({ account, text }, index) => (
          <div key={account} className="bg-surface px-5 py-4 sm:px-6">
            <dt className="text-muted text-sm first-letter:uppercase">
              <span aria-hidden="true" className="mr-1.5 text-faint">
                {index === 0 ? "=" : "+"}
              </span>
              {account}
            </dt>
            <dd className="mt-1 font-medium text-2xl text-ink tabular-nums tracking-tight">
              {format.count(sum[account])}
            </dd>
            <dd className="mt-1 text-faint text-xs leading-snug">{text}</dd>
          </div>
        ))}
      </dl>
      {sum.erased > 0 && (
        <p className="border-line border-t px-5 py-3 text-muted text-sm sm:px-6">
          <span className="font-medium text-ink">{format.count(sum.erased)} erased.</span> So many of the
          events kept, these days’ or earlier ones, were erased on purpose in this period; the days they
          belonged to have been counted anew without them.
        </p>
      )}
      {sum.codes.length > 0 && (
        <ul className="grid gap-x-10 border-line border-t px-5 py-4 text-sm sm:grid-cols-2 sm:px-6">
          {sum.codes.map((one) => (
            <li key={`${one.kind} ${one.code}`} className="flex items-baseline justify-between gap-3 py-1">
              <span className="min-w-0 text-ink">
                {CODE_MEANINGS[one.code] ?? one.code}{" "}
                <span className="font-mono text-faint text-xs">
                  {one.kind} {one.code}
                </span>
              </span>
              <span className="text-muted tabular-nums">{format.count(one.events)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** What stands in place of an account of no events. */
export function NothingArrived() {
  return (
    <Panel title="What arrived">
      <EmptyState title="Nothing arrived in this period">
        Each event that reaches Daybook is accounted for here, also those that are not counted, with the
        reason.
      </EmptyState>
    </Panel>
  );
}

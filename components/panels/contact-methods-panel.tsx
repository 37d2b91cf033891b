"use client";

import { ChangeBadge } from "#components/chart/change-badge.tsx";
import { ExportButton } from "#components/export/export-button.tsx";
import { DrillDownLink } from "#components/filters/filter-context.tsx";
import { BarList } from "#components/panels/breakdown-panel.tsx";
import { LongList } from "#components/ui/long-list.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { TargetIcon } from "#components/ui/target-icon.tsx";
import { countChange } from "#lib/analytics/comparison.ts";
import type { Dashboard, TargetRow } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import { targetName } from "#lib/card/contact-methods.ts";

type ContactMethodsPanelProps = { dashboard: Dashboard; format: Format };

/** What visitors tapped to get in touch, and the other sites that their clicks led to; the most clicked first. */
export function ContactMethodsPanel({ dashboard, format }: ContactMethodsPanelProps) {
  const { dimensions, totals } = dashboard;
  const tabs = [
    { key: "targets", label: "Methods", content: <MethodList dashboard={dashboard} format={format} /> },
    {
      key: "site",
      label: "Outbound sites",
      content: <BarList dimension="site" list={dimensions.site} totals={totals} format={format} />,
    },
  ];
  return (
    <Tabs label="Contact methods and outbound sites" tabs={tabs}>
      {(list, panel, chosen) => (
        <Panel
          title="Top Contact Methods"
          description="What visitors tapped to get in touch, and where their clicks led"
          actions={<ExportButton table={chosen} />}
          flush
        >
          {list}
          {panel}
        </Panel>
      )}
    </Tabs>
  );
}

function MethodList({ dashboard, format }: { dashboard: Dashboard; format: Format }) {
  const { rows, more } = dashboard.targets;
  if (rows.length === 0) {
    return (
      <EmptyState title="No clicks in this period">
        A click is counted when a visitor taps a phone number, an address, WhatsApp or any other contact link.
      </EmptyState>
    );
  }
  const outcomes = rows.some((row) => row.opened + row.stayed > 0);
  return (
    <>
      <LongList rows={rows} more={more} initial={9} className="-mt-3 divide-y divide-line">
        {(row) => (
          <MethodItem
            key={row.target}
            row={row}
            sessions={dashboard.totals.sessions}
            most={rows[0]?.clicks ?? 0}
            format={format}
          />
        )}
      </LongList>
      {outcomes && (
        <p className="border-line border-t px-5 py-3 text-faint text-xs leading-relaxed sm:px-6">
          <Swatch className="bg-accent" /> opened: another app took over after the tap{" "}
          <Swatch className="bg-chart-2" /> stayed: the visitor remained on the page{" "}
          <Swatch className="bg-accent/35" /> not known, and left out of the share
        </p>
      )}
    </>
  );
}

type MethodItemProps = {
  row: TargetRow;
  sessions: number;
  most: number;
  format: Format;
};

function MethodItem({ row, sessions, most, format }: MethodItemProps) {
  const known = row.opened + row.stayed;
  return (
    <li className="method-columns row">
      <span className="grid size-9 place-items-center rounded-full bg-accent-soft text-accent">
        <TargetIcon target={row.target} className="size-4" />
      </span>
      <div className="min-w-0">
        <div className="flex items-baseline gap-x-2">
          <DrillDownLink row={{ kind: "target", value: row.target }} className="row-name">
            {targetName(row.target)}
          </DrillDownLink>
          {row.previous_clicks !== null && (
            <ChangeBadge change={countChange(row.clicks, row.previous_clicks)} format={format} />
          )}
        </div>
        <OutcomeBar row={row} most={most} />
        <p className="mt-1.5 text-muted text-xs tabular-nums">
          {format.rate(sessions === 0 ? null : row.sessions / sessions)} of sessions
          {known > 0 && (
            <>
              {" · "}
              <span title={`${format.count(row.opened)} opened, ${format.count(row.stayed)} stayed`}>
                {format.rate(row.opened / known)} opened
              </span>
            </>
          )}
        </p>
      </div>
      <p className="text-right">
        <span className="font-medium text-ink text-lg tabular-nums">{format.count(row.clicks)}</span>
        <span className="block text-faint text-xs">{row.clicks === 1 ? "click" : "clicks"}</span>
      </p>
    </li>
  );
}

/** A method's clicks against those of the most clicked one, divided by what is known to have happened after them. */
function OutcomeBar({ row, most }: { row: TargetRow; most: number }) {
  const share = (clicks: number) => `${most > 0 ? (clicks / most) * 100 : 0}%`;
  return (
    <div aria-hidden="true" className="mt-1.5 flex h-1.5 overflow-hidden rounded-full bg-sunken">
      <div className="bg-accent" style={{ width: share(row.opened) }} />
      <div className="bg-chart-2" style={{ width: share(row.stayed) }} />
      <div className="bg-accent/35" style={{ width: share(row.clicks - row.opened - row.stayed) }} />
    </div>
  );
}

function Swatch({ className }: { className: string }) {
  return <span aria-hidden="true" className={`mx-0.5 inline-block h-1.5 w-3 rounded-full ${className}`} />;
}

"use client";

import Link from "next/link";
import { ExportButton } from "#components/export/export-button.tsx";
import { ItemLink, useFilters } from "#components/filters/filter-context.tsx";
import { groupLabel } from "#components/filters/labels.ts";
import { LongList } from "#components/ui/long-list.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { ContactRow, Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import { isChosen, NONE, pressed } from "#lib/analytics/query.ts";
import { daysBetween } from "#lib/owners/owner-day.ts";

type ContactsPanelProps = { dashboard: Dashboard; format: Format };

/** Contacts, ranked by clicks and then by sessions. */
export function ContactsPanel({ dashboard, format }: ContactsPanelProps) {
  const rows = [...dashboard.contacts.rows].sort((a, b) => b.clicks - a.clicks || b.sessions - a.sessions);
  return (
    <Panel
      title="Contacts"
      description="Ranked by interest: clicks, then sessions"
      actions={<ExportButton table="contacts" />}
      flush
    >
      {rows.length === 0 ? (
        <EmptyState title="No visits in this period">
          Give each person or place a share link of its own to see who came by.
        </EmptyState>
      ) : (
        <>
          <div aria-hidden="true" className="contact-columns border-line border-t py-2 text-faint text-xs">
            <span>Contact</span>
            <span className="text-right">Clicks</span>
            <span className="text-right">Sessions</span>
            <span className="text-right max-sm:hidden">Last seen</span>
          </div>
          <LongList
            rows={rows}
            more={dashboard.contacts.more}
            initial={8}
            className="divide-y divide-line border-line border-t"
          >
            {(row) => <ContactItem row={row} dashboard={dashboard} format={format} />}
          </LongList>
          {dashboard.contacts.more > 0 && (
            <p className="px-5 pb-4 text-faint text-xs sm:px-6">
              Together they have {format.count(dashboard.contacts.rest.clicks)} clicks in{" "}
              {format.count(dashboard.contacts.rest.sessions)} sessions.
            </p>
          )}
        </>
      )}
    </Panel>
  );
}

type ContactItemProps = { row: ContactRow; dashboard: Dashboard; format: Format };

function ContactItem({ row, dashboard, format }: ContactItemProps) {
  const { query, isPublic } = useFilters();
  const chosen = isChosen(query, "contact", row.share_code);
  const name = row.share_code === "" ? "Direct visits" : row.contact || `Share ${row.share_code}`;
  const seen = lastSeen(row.last_seen, dashboard, format);
  const canOpen = isOpenTo(dashboard, row);
  return (
    <li className="contact-columns row py-1.5">
      <div className="min-w-0">
        {canOpen ? (
          <ItemLink
            chosen={chosen}
            change={pressed(query, "contact", row.share_code)}
            title={chosen ? "Remove this filter" : `Show only ${name}`}
            className="row-name block leading-6"
          >
            {name}
          </ItemLink>
        ) : (
          <span className="row-name block leading-6">{name}</span>
        )}
        <span className="flex gap-x-1 text-muted text-xs leading-6">
          <span className="truncate">
            {row.share_code === "" ? "without a share link" : groupLabel(dashboard, row.group_code)}
            <span className="sm:hidden"> · {seen}</span>
          </span>
          {canOpen && !isPublic && (
            <>
              <span aria-hidden="true">·</span>
              <Link
                href={`/dashboard/${encodeURIComponent(dashboard.owner.user_code)}/contacts/${encodeURIComponent(row.share_code || NONE)}`}
                prefetch={false}
                aria-label={`History of ${name}`}
                className="text-link relative z-10 shrink-0"
              >
                History
              </Link>
            </>
          )}
        </span>
      </div>
      <Cell label="clicks">{format.count(row.clicks)}</Cell>
      <Cell label="sessions" quiet>
        {format.count(row.sessions)}
      </Cell>
      <span className="figure-quiet text-sm max-sm:hidden">
        <span className="sr-only">last seen </span>
        {seen}
      </span>
    </li>
  );
}

/** Of a share that has left what a limited viewer may see, its past in the group is all there is: it has no page for them. */
function isOpenTo({ options }: Dashboard, { share_code, contact }: ContactRow): boolean {
  return options.whole || contact !== "" || options.contacts.some((one) => one.share_code === share_code);
}

function Cell({ label, quiet = false, children }: { label: string; quiet?: boolean; children: string }) {
  return (
    <span className={`text-sm ${quiet ? "figure-quiet" : "figure"}`}>
      {children}
      <span className="sr-only">{` ${label}, `}</span>
    </span>
  );
}

function lastSeen(date: string, { period }: Dashboard, format: Format): string {
  if (date === period.today) return "today";
  const days = daysBetween(date, period.today);
  if (days === 1) return "yesterday";
  return date.slice(0, 4) === period.today.slice(0, 4) ? format.day(date) : format.dayAndYear(date);
}

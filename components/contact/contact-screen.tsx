"use client";

import { Pencil, QrCode } from "lucide-react";
import Link from "next/link";
import { lazy, Suspense, useMemo, useState } from "react";
import { ChartPanel } from "#components/chart/chart-panel.tsx";
import { ContactFacts } from "#components/contact/contact-facts.tsx";
import { PreviewsPanel, VisitsPanel } from "#components/contact/visits-panel.tsx";
import { EraseVisits, type ErasureActions } from "#components/data/erase-visits.tsx";
import { PeriodFilters } from "#components/filters/filter-bar.tsx";
import { FiltersProvider } from "#components/filters/filter-context.tsx";
import { groupLabel } from "#components/filters/labels.ts";
import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import { ContactMethodsPanel } from "#components/panels/contact-methods-panel.tsx";
import { PagesPanel } from "#components/panels/pages-panel.tsx";
import type { FormAction } from "#components/ui/action-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { withoutUnfairChanges } from "#lib/analytics/comparison.ts";
import { type ContactHistory, contactTitle, seenOn, sharing } from "#lib/analytics/contact-history.ts";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import { createFormat } from "#lib/analytics/format.ts";
import { METRIC_KEYS } from "#lib/analytics/metrics.ts";
import type { Query } from "#lib/analytics/query.ts";
import type { ReaderLocale } from "#lib/http/reader-locale.ts";
import { canEdit } from "#lib/owners/roles.ts";

const loadDialogs = () => import("#components/shares/share-dialogs.tsx");
const ShareDialog = lazy(async () => ({ default: (await loadDialogs()).ShareDialog }));
const QrDialog = lazy(async () => ({ default: (await loadDialogs()).QrDialog }));

type ContactScreenProps = {
  history: ContactHistory;
  /** `""`: direct visits. */
  code: string;
  path: string;
  query: Query;
  link: string | null;
  erasure: ErasureActions;
  actions: ShareActions;
  locale: ReaderLocale;
};

type ShareActions = Record<"changeShare" | "archive", FormAction>;

/** One contact: its visits, previews and numbers. */
export function ContactScreen(props: ContactScreenProps) {
  const { history, code, path, query, link, erasure, actions, locale } = props;
  const { share } = history;
  const dashboard = withoutUnfairChanges(history.dashboard);
  const { user_code, time_zone } = dashboard.owner;
  const format = useMemo(() => createFormat(locale, time_zone), [locale, time_zone]);
  // Of one person the days and devices are told: the same person is another "visitor" each day.
  const isPerson = code !== "" && sharing(history.devices) !== "passed_on";
  const title = contactTitle(code, share);
  return (
    <FiltersProvider path={path} query={query} userCode={user_code} contact={code}>
      <div className="grid gap-4 pb-16 sm:gap-5 [&>*]:min-w-0">
        <ScreenHeading
          title={
            <>
              {title}
              {share?.archived && <span className="text-faint"> (archived)</span>}
            </>
          }
          actions={
            share &&
            link && <ShareButtons share={share} link={link} dashboard={dashboard} actions={actions} />
          }
        >
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
            <Link
              href={`/dashboard/${encodeURIComponent(user_code)}`}
              className="text-accent underline-offset-4 hover:underline"
            >
              All contacts
            </Link>
            <span>
              {code === "" ? "without a share link" : groupLabel(dashboard, share?.group_code ?? "")}
            </span>
            {link && (
              <span className="flex min-w-0 items-center gap-1">
                <span className="truncate font-mono text-xs">{link.replace(/^https?:\/\//, "")}</span>
                <CopyButton text={link} what="link" />
              </span>
            )}
          </span>
        </ScreenHeading>
        <ContactFacts history={history} isDirect={code === ""} format={format} />
        <search aria-label="Filters" className="flex flex-wrap items-center gap-2">
          <PeriodFilters dashboard={dashboard} format={format} />
          {isPerson && <Seen dashboard={dashboard} />}
        </search>
        <ChartPanel dashboard={dashboard} format={format} metrics={isPerson ? OF_A_PERSON : METRIC_KEYS} />
        <div className="grid items-start gap-4 sm:gap-5 lg:grid-cols-12 [&>*]:min-w-0">
          <VisitsPanel visits={history.visits} format={format} className="lg:col-span-7" />
          <div className="grid gap-4 sm:gap-5 lg:col-span-5 [&>*]:min-w-0">
            {code !== "" && (
              <PreviewsPanel previews={history.previews} visits={history.visits} format={format} />
            )}
            <ContactMethodsPanel dashboard={dashboard} format={format} />
          </div>
        </div>
        <PagesPanel dashboard={dashboard} format={format} />
        {dashboard.owner.role === "owner" && (
          <div className="flex flex-wrap items-center justify-between gap-3 px-1 text-muted text-sm">
            <span>
              All visits {code === "" ? "without a share link" : "by this share"} can be erased for good.
            </span>
            <EraseVisits
              userCode={user_code}
              wish={{ share_code: code, from: null, to: null }}
              what={code === "" ? "without a share link" : `of ${title}`}
              label="Erase these visits"
              actions={erasure}
              format={format}
            />
          </div>
        )}
      </div>
    </FiltersProvider>
  );
}

type ShareButtonsProps = {
  share: NonNullable<ContactHistory["share"]>;
  link: string;
  dashboard: Dashboard;
  actions: ShareActions;
};

/** The contact's QR code, and for whoever may edit it what changes and archives the share. */
function ShareButtons({ share, link, dashboard, actions }: ShareButtonsProps) {
  const [dialog, setDialog] = useState<"edit" | "qr" | null>(null);
  const { owner, options } = dashboard;
  const close = () => setDialog(null);
  const groups = options.groups.map((group) => ({ ...group, archived: false }));
  // A group that is archived is not offered, but the share may lie in it.
  if (share.group_code && groups.every(({ group_code }) => group_code !== share.group_code))
    groups.push({ group_code: share.group_code, name: share.group_code, archived: true });
  return (
    <>
      <Button variant="secondary" size="sm" onPointerEnter={loadDialogs} onClick={() => setDialog("qr")}>
        <QrCode aria-hidden="true" /> QR code
      </Button>
      {canEdit(owner.role) && (
        <Button variant="secondary" size="sm" onPointerEnter={loadDialogs} onClick={() => setDialog("edit")}>
          <Pencil aria-hidden="true" /> Edit
        </Button>
      )}
      <Suspense>
        {dialog === "qr" && <QrDialog userCode={owner.user_code} share={share} link={link} onClose={close} />}
        {dialog === "edit" && <ShareDialog share={share} groups={groups} actions={actions} onClose={close} />}
      </Suspense>
    </>
  );
}

const OF_A_PERSON = METRIC_KEYS.filter((key) => key !== "visitors");

const NUMBERS = ["no", "one", "two", "three", "four", "five", "six"];

/** On how many of the days one person was seen, and from how many devices. */
function Seen({ dashboard }: { dashboard: Dashboard }) {
  const { days, systems } = seenOn(dashboard);
  if (days === 0) return null;
  const count = NUMBERS[systems.length] ?? String(systems.length);
  return (
    <p className="text-muted text-sm">
      Seen on <span className="font-medium text-ink">{days === 1 ? "one day" : `${days} days`}</span>
      {systems.length === 1 && `, on ${systems[0]} only`}
      {systems.length > 1 && `, on at least ${count} devices: ${systems.join(", ")}`}
    </p>
  );
}

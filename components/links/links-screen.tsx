"use client";

import { Link2, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import { LinkDialog } from "#components/links/link-dialog.tsx";
import { ActionForm, type FormAction } from "#components/ui/action-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { createFormat, type Format } from "#lib/analytics/format.ts";
import type { ReaderLocale } from "#lib/http/reader-locale.ts";
import type { OwnerLink, OwnerLinks } from "#lib/links/links.ts";

export type LinkActions = Record<"make" | "revoke", FormAction>;

type LinksScreenProps = {
  userCode: string;
  ownerLinks: OwnerLinks;
  /** Of this Daybook, such as `https://daybook.example`. */
  origin: string;
  locale: ReaderLocale;
  actions: LinkActions;
};

/** The links of an owner for people without an account: what each shows, how often it was opened, and how to close it. */
export function LinksScreen({ userCode, ownerLinks, origin, locale, actions }: LinksScreenProps) {
  const [isMaking, setMaking] = useState(false);
  const format = useMemo(() => createFormat(locale, ownerLinks.time_zone), [locale, ownerLinks.time_zone]);
  const open = ownerLinks.links.filter((link) => link.is_open);
  const closed = ownerLinks.links.filter((link) => !link.is_open);
  const make = (
    <Button size="sm" onClick={() => setMaking(true)}>
      <Plus aria-hidden="true" /> New link
    </Button>
  );
  return (
    <div className="grid gap-5 pb-16 [&>*]:min-w-0">
      <ScreenHeading title="Links" actions={open.length > 0 && make}>
        Show this dashboard to people without an account. They can look, and change nothing.
      </ScreenHeading>
      <Panel title={open.length > 0 ? "Open links" : undefined} flush>
        {open.length === 0 ? (
          <EmptyState icon={<Link2 />} title="Nobody without an account sees anything" action={make}>
            Make a link for a client, a colleague or your own site: of everything, one group, one share, or
            some days. You can close it at any time.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line border-line border-t">
            {open.map((link) => (
              <LinkItem
                key={link.token_hash}
                link={link}
                ownerLinks={ownerLinks}
                format={format}
                revoke={actions.revoke}
              />
            ))}
          </ul>
        )}
      </Panel>
      {closed.length > 0 && (
        <Panel title="Closed links" description="They show nothing any more." flush>
          <ul className="divide-y divide-line border-line border-t">
            {closed.map((link) => (
              <LinkItem key={link.token_hash} link={link} ownerLinks={ownerLinks} format={format} />
            ))}
          </ul>
        </Panel>
      )}
      {isMaking && (
        <LinkDialog
          userCode={userCode}
          ownerLinks={ownerLinks}
          origin={origin}
          action={actions.make}
          onClose={() => setMaking(false)}
        />
      )}
    </div>
  );
}

type LinkItemProps = {
  link: OwnerLink;
  ownerLinks: OwnerLinks;
  format: Format;
  /** Absent for links that are closed. */
  revoke?: FormAction;
};

function LinkItem({ link, ownerLinks, format, revoke }: LinkItemProps) {
  return (
    <li className="grid gap-x-6 gap-y-3 px-5 py-4 sm:grid-cols-[1fr_auto] sm:px-6">
      <div className="min-w-0">
        <p className="font-medium text-ink [overflow-wrap:anywhere]">{link.label}</p>
        <p className="mt-0.5 text-muted text-sm leading-relaxed">
          {shows(link, ownerLinks, format).join(" · ")}
        </p>
        <Opens link={link} format={format} />
      </div>
      {revoke && <RevokeForm link={link} action={revoke} />}
    </li>
  );
}

/** What a link shows, to whom, and until when. */
function shows(link: OwnerLink, { groups, shares }: OwnerLinks, format: Format): string[] {
  const { group_code, share_code, from, to, frame_origins, expires_at, revoked_at } = link;
  const share = shares.find((one) => one.share_code === share_code);
  const what =
    group_code !== null
      ? `Group ${groups.find((group) => group.group_code === group_code)?.name ?? group_code}`
      : share_code !== null
        ? share?.contact || `Share ${share_code}`
        : "Everything";
  return [
    what,
    from && to ? format.range(from, to) : "all days",
    link.names ? "contacts by name" : "no contacts",
    link.has_password ? "with a password" : "",
    frame_origins.length > 0 ? `in pages of ${frame_origins.join(", ")}` : "",
    revoked_at
      ? `closed on ${format.dayAndTime(revoked_at)}`
      : expires_at
        ? `${link.is_open ? "ends" : "ended"} on ${format.dayAndTime(expires_at)}`
        : "",
  ].filter(Boolean);
}

/** How often a link was opened, and on which days. */
function Opens({ link, format }: { link: OwnerLink; format: Format }) {
  const { opens, last_open_at, days } = link;
  if (opens === 0 || last_open_at === null) return <p className="mt-1 text-faint text-sm">Never opened</p>;
  return (
    <details className="mt-1 text-faint text-sm">
      <summary className="cursor-pointer tabular-nums hover:text-ink">
        Opened {opens === 1 ? "once" : `${format.count(opens)} times`}, last on{" "}
        {format.dayAndTime(last_open_at)}
      </summary>
      <ul className="mt-2 grid max-w-xs gap-1 tabular-nums">
        {days.map((day) => (
          <li key={day.date} className="flex justify-between gap-4">
            <span>{format.dayAndYear(day.date)}</span>
            <span className="text-muted">{format.count(day.opens)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Closes a link, after asking once. */
function RevokeForm({ link, action }: { link: OwnerLink; action: FormAction }) {
  const [isAsked, setAsked] = useState(false);
  if (!isAsked) {
    return (
      <div>
        <Button size="sm" variant="danger" onClick={() => setAsked(true)} aria-label={`Close ${link.label}`}>
          Close
        </Button>
      </div>
    );
  }
  return (
    <ActionForm action={action} className="grid content-start gap-2 sm:justify-items-end">
      {({ pending, result }) => (
        <>
          <input type="hidden" name="token_hash" value={link.token_hash} />
          <p className="max-w-56 text-muted text-sm sm:text-right">
            Whoever has it sees nothing more, also in pages that are open. It cannot be opened again.
          </p>
          {result}
          <div className="flex gap-2">
            <Button type="submit" size="sm" variant="danger" pending={pending}>
              Close for good
            </Button>
            <Button size="sm" variant="ghost" onClick={() => setAsked(false)}>
              Keep it
            </Button>
          </div>
        </>
      )}
    </ActionForm>
  );
}

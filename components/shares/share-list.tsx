"use client";

import clsx from "clsx";
import { Pencil, QrCode } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { GroupDialog, QrDialog, type ShareActions, ShareDialog } from "#components/shares/share-dialogs.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { shareLink } from "#lib/owners/codes.ts";
import { daysBetween } from "#lib/owners/owner-day.ts";
import { canEdit } from "#lib/owners/roles.ts";
import type { Group, OwnerShares, Share } from "#lib/owners/shares.ts";

/** What shares are sorted by; the largest or latest first, names from A on. */
export const SORTS = {
  name: { label: "Name", compare: () => 0 },
  visits: { label: "Most visits", compare: (a: Share, b: Share) => b.visits - a.visits || b.taps - a.taps },
  taps: { label: "Most taps", compare: (a: Share, b: Share) => b.taps - a.taps || b.visits - a.visits },
  seen: {
    label: "Last visited",
    compare: (a: Share, b: Share) => (b.last_seen ?? "").localeCompare(a.last_seen ?? ""),
  },
  made: { label: "Newest", compare: (a: Share, b: Share) => b.created_at.localeCompare(a.created_at) },
} as const;
export type Sort = keyof typeof SORTS;

/** The codes of the chosen shares, and what chooses some or no longer. */
export type Selection = { codes: ReadonlySet<string>; set: (codes: string[], isChosen: boolean) => void };

type GroupPanelProps = {
  group: Group;
  /** In the order in which they are listed. */
  shares: Share[];
  selection: Selection;
  searching: boolean;
  ownerShares: OwnerShares;
  origin: string;
  actions: ShareActions;
};

/** A group with its shares. The group without a code holds the shares that lie in none. */
export function GroupPanel(props: GroupPanelProps) {
  const { group, shares, selection, searching, ownerShares, origin, actions } = props;
  const [editing, setEditing] = useState(false);
  const isNone = group.group_code === "";
  if (shares.length === 0 && (isNone || searching)) return null;
  return (
    <Panel
      title={group.archived ? `${group.name} (archived)` : group.name}
      description={shares.length === 1 ? "One share" : `${shares.length} shares`}
      flush
      actions={
        !isNone &&
        canEdit(ownerShares.role) && (
          <Button
            variant="ghost"
            size="sm"
            onClick={() => setEditing(true)}
            aria-label={`Edit group ${group.name}`}
          >
            <Pencil aria-hidden="true" /> <span className="max-sm:sr-only">Edit</span>
          </Button>
        )
      }
    >
      {shares.length === 0 ? (
        <p className="border-line border-t px-5 py-4 text-muted text-sm sm:px-6">
          No share lies in this group yet. Make one, or move one here.
        </p>
      ) : (
        <ul className="divide-y divide-line border-line border-t">
          <li className={clsx(COLUMNS, "bg-sunken text-muted text-xs sm:py-1.5")}>
            <SelectAll shares={shares} name={group.name} selection={selection} />
            <span className="max-sm:hidden">Contact</span>
            <span aria-hidden="true" className="text-right max-sm:hidden">
              Visits
            </span>
            <span aria-hidden="true" className="text-right max-sm:hidden">
              Taps
            </span>
          </li>
          {shares.map((share) => (
            <ShareItem
              key={share.share_code}
              share={share}
              selection={selection}
              ownerShares={ownerShares}
              origin={origin}
              actions={actions}
            />
          ))}
        </ul>
      )}
      {editing && <GroupDialog group={group} actions={actions} onClose={() => setEditing(false)} />}
    </Panel>
  );
}

const COLUMNS =
  "grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 gap-y-1 px-5 py-3 sm:grid-cols-[auto_minmax(0,1fr)_3.5rem_3.5rem_9rem_15rem] sm:gap-x-4 sm:px-6";
const checkbox = "size-4 accent-(--accent)";

type SelectAllProps = { shares: Share[]; name: string; selection: Selection };

/** Chooses all shares of a group that are listed, or none of them. */
function SelectAll({ shares, name, selection }: SelectAllProps) {
  const codes = shares.map(({ share_code }) => share_code);
  const chosen = codes.filter((code) => selection.codes.has(code)).length;
  const isAll = chosen === codes.length;
  return (
    <label className="-m-2 flex cursor-pointer items-center gap-3 p-2 max-sm:col-span-2">
      <input
        type="checkbox"
        checked={isAll}
        ref={(box) => {
          if (box) box.indeterminate = chosen > 0 && !isAll;
        }}
        onChange={() => selection.set(codes, !isAll)}
        aria-label={`Choose all of ${name}`}
        className={checkbox}
      />
      <span aria-hidden="true" className="sm:hidden">
        Choose all
      </span>
    </label>
  );
}

type ShareItemProps = {
  share: Share;
  selection: Selection;
  ownerShares: OwnerShares;
  origin: string;
  actions: ShareActions;
};

/** A share: whom it was given to, its link, who came by it, and what can be done with it. */
function ShareItem({ share, selection, ownerShares, origin, actions }: ShareItemProps) {
  const [dialog, setDialog] = useState<"edit" | "qr" | null>(null);
  const { user_code, today } = ownerShares.owner;
  const link = shareLink(origin, user_code, share.share_code);
  const name = share.contact || `Share ${share.share_code}`;
  const close = () => setDialog(null);
  return (
    <li className={COLUMNS}>
      <label className="-m-2 cursor-pointer self-start p-2 sm:self-center">
        <input
          type="checkbox"
          checked={selection.codes.has(share.share_code)}
          onChange={(event) => selection.set([share.share_code], event.target.checked)}
          aria-label={`Choose ${name}`}
          className={`${checkbox} block max-sm:mt-0.5`}
        />
      </label>
      <div className="min-w-0">
        <Link
          href={`/dashboard/${encodeURIComponent(user_code)}/contacts/${encodeURIComponent(share.share_code)}`}
          className="block truncate font-medium text-ink text-sm underline-offset-4 hover:underline"
        >
          {name}
          {share.archived && <span className="font-normal text-faint"> (archived)</span>}
        </Link>
        <span className="block truncate font-mono text-muted text-xs" title={link}>
          {link.replace(/^https?:\/\//, "")}
        </span>
      </div>
      <p className="col-start-2 flex gap-x-3 text-muted text-xs tabular-nums sm:contents sm:text-sm">
        <Figure count={share.visits} noun="visit" />
        <Figure count={share.taps} noun="tap" />
        <span className="text-muted sm:text-sm">{lastVisit(share, today)}</span>
      </p>
      <div className="-ml-3 flex flex-wrap items-center max-sm:col-start-2 sm:ml-0 sm:justify-end">
        <CopyButton text={link} what={`link of ${name}`} />
        <Button variant="ghost" size="sm" onClick={() => setDialog("qr")} aria-label={`QR code of ${name}`}>
          <QrCode aria-hidden="true" /> QR
        </Button>
        {canEdit(ownerShares.role) && (
          <Button variant="ghost" size="sm" onClick={() => setDialog("edit")} aria-label={`Edit ${name}`}>
            <Pencil aria-hidden="true" /> Edit
          </Button>
        )}
      </div>
      {dialog === "qr" && <QrDialog userCode={user_code} share={share} link={link} onClose={close} />}
      {dialog === "edit" && (
        <ShareDialog share={share} groups={ownerShares.groups} actions={actions} onClose={close} />
      )}
    </li>
  );
}

/** A number under its column's name; on a phone with its noun. */
function Figure({ count, noun }: { count: number; noun: string }) {
  return (
    <span className={clsx("sm:text-right sm:text-sm", count === 0 ? "text-faint" : "text-ink")}>
      {count.toLocaleString("en")}
      <span className="sm:sr-only">
        {" "}
        {noun}
        {count === 1 ? "" : "s"}
      </span>
    </span>
  );
}

/** When somebody last came by a share; before that, whether a messenger has fetched a preview of its link. */
function lastVisit(share: Share, today: string): string {
  if (share.last_seen) {
    const days = daysBetween(share.last_seen, today);
    return days <= 0 ? "Visited today" : days === 1 ? "Visited yesterday" : `Visited ${days} days ago`;
  }
  return share.last_preview ? "Sent, not opened yet" : "Not visited yet";
}

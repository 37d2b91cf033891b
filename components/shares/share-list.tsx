"use client";

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

type GroupPanelProps = {
  group: Group;
  shares: Share[];
  searching: boolean;
  ownerShares: OwnerShares;
  origin: string;
  actions: ShareActions;
};

/** A group with its shares. The group without a code holds the shares that lie in none. */
export function GroupPanel({ group, shares, searching, ownerShares, origin, actions }: GroupPanelProps) {
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
          {shares.map((share) => (
            <ShareItem
              key={share.share_code}
              share={share}
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

type ShareItemProps = { share: Share; ownerShares: OwnerShares; origin: string; actions: ShareActions };

/** A share: whom it was given to, its link, whether anybody came by it, and what can be done with it. */
function ShareItem({ share, ownerShares, origin, actions }: ShareItemProps) {
  const [dialog, setDialog] = useState<"edit" | "qr" | null>(null);
  const { user_code, today } = ownerShares.owner;
  const link = shareLink(origin, user_code, share.share_code);
  const name = share.contact || `Share ${share.share_code}`;
  const close = () => setDialog(null);
  return (
    <li className="grid items-center gap-x-4 gap-y-1 px-5 py-3 sm:grid-cols-[minmax(0,1fr)_9rem_auto] sm:px-6">
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
      <p className="text-muted text-xs sm:text-sm">{lastVisit(share, today)}</p>
      <div className="-ml-3 flex flex-wrap items-center sm:ml-0">
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
        <ShareDialog share={share} ownerShares={ownerShares} actions={actions} onClose={close} />
      )}
    </li>
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

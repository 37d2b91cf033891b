"use client";

import { Pencil, QrCode } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { QrDialog } from "#components/shares/qr-dialog.tsx";
import { ShareDialog } from "#components/shares/share-dialog.tsx";
import type { ShareActions } from "#components/shares/shares-screen.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { shareLink } from "#lib/owners/addresses.ts";
import { canEdit } from "#lib/owners/roles.ts";
import type { OwnerShares, Share } from "#lib/owners/shares.ts";

type ShareRowProps = { share: Share; known: OwnerShares; origin: string; actions: ShareActions };

/** One link: whom it was given to, whether anybody came by it, and what can be done with it. */
export function ShareRow({ share, known, origin, actions }: ShareRowProps) {
  const [dialog, setDialog] = useState<"edit" | "qr" | null>(null);
  const { user_code } = known.owner;
  const link = shareLink(origin, user_code, share.share_code);
  const name = share.contact || `Share ${share.share_code}`;
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
      <p className="text-muted text-xs sm:text-sm">{seen(share, known.owner.today)}</p>
      <div className="-ml-3 flex flex-wrap items-center sm:ml-0">
        <CopyButton text={link} what={`link of ${name}`} />
        <Button variant="ghost" size="sm" onClick={() => setDialog("qr")} aria-label={`QR code of ${name}`}>
          <QrCode aria-hidden="true" /> QR
        </Button>
        {canEdit(known.role) && (
          <Button variant="ghost" size="sm" onClick={() => setDialog("edit")} aria-label={`Edit ${name}`}>
            <Pencil aria-hidden="true" /> Edit
          </Button>
        )}
      </div>
      {dialog === "qr" && (
        <QrDialog userCode={user_code} share={share} link={link} onClose={() => setDialog(null)} />
      )}
      {dialog === "edit" && (
        <ShareDialog share={share} known={known} actions={actions} onClose={() => setDialog(null)} />
      )}
    </li>
  );
}

/** How far a share has come: visited, sent (a messenger fetched a preview), or neither. */
function seen(share: Share, today: string): string {
  if (share.last_seen) {
    const days = Math.round((Date.parse(today) - Date.parse(share.last_seen)) / 86_400_000);
    return days <= 0 ? "Visited today" : days === 1 ? "Visited yesterday" : `Visited ${days} days ago`;
  }
  return share.last_preview ? "Sent, not opened yet" : "Not visited yet";
}

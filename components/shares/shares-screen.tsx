"use client";

import { FileUp, Plus, UsersRound } from "lucide-react";
import { useState } from "react";
import { ExportButton } from "#components/export/export-button.tsx";
import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import { GroupDialog, type ShareActions, ShareDialog } from "#components/shares/share-dialogs.tsx";
import { GroupPanel } from "#components/shares/share-list.tsx";
import { Button, LinkButton } from "#components/ui/button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState, Notice } from "#components/ui/states.tsx";
import { exportAddress } from "#lib/export/export-address.ts";
import { canEdit } from "#lib/owners/roles.ts";
import type { Group, OwnerShares, Share } from "#lib/owners/shares.ts";

type SharesScreenProps = {
  ownerShares: OwnerShares;
  origin: string;
  /** How many shares an import has just made. */
  imported: number | null;
  actions: ShareActions;
};

/** The groups of an owner, and in each its shares: making, finding and editing them. */
export function SharesScreen({ ownerShares, origin, imported, actions }: SharesScreenProps) {
  const [search, setSearch] = useState("");
  const [archived, setArchived] = useState(false);
  const [dialog, setDialog] = useState<"share" | "group" | null>(null);
  const editable = canEdit(ownerShares.role);
  const groups = ownerShares.groups.filter((group) => archived || !group.archived);
  const shares = ownerShares.shares.filter(
    (share) => (archived || !share.archived) && matches(share, search),
  );
  const none: Group = { group_code: "", name: "No group", archived: false };
  const anyArchived = [...ownerShares.groups, ...ownerShares.shares].some((one) => one.archived);
  return (
    <div className="grid gap-5 pb-16 [&>*]:min-w-0">
      <ScreenHeading
        title="Shares"
        actions={
          editable && (
            <>
              <LinkButton
                href={`/dashboard/${ownerShares.owner.user_code}/shares/import`}
                variant="secondary"
                size="sm"
              >
                <FileUp aria-hidden="true" /> Import
              </LinkButton>
              <Button variant="secondary" size="sm" onClick={() => setDialog("group")}>
                <UsersRound aria-hidden="true" /> New group
              </Button>
              <Button size="sm" onClick={() => setDialog("share")}>
                <Plus aria-hidden="true" /> New share
              </Button>
            </>
          )
        }
      >
        Give each person or place a link of its own, and see which of them looked and got in touch. All links
        lead to{" "}
        <span className="text-ink">
          {ownerShares.owner.card_url ?? `${origin}/c/${ownerShares.owner.user_code}`}
        </span>
        .
      </ScreenHeading>
      {imported !== null && (
        <Notice tone="good">
          {imported === 1 ? "One share was made." : `${imported} shares were made.`}
        </Notice>
      )}
      {!editable && <Notice>You can see and copy everything here. Owners and editors can change it.</Notice>}
      {ownerShares.shares.length > 0 && (
        <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
          <input
            type="search"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            aria-label="Search shares"
            placeholder="Search by contact or code…"
            className="h-9 w-full max-w-72 rounded-lg border border-edge bg-surface px-3 text-base text-ink placeholder:text-faint sm:text-sm"
          />
          <span className="order-last ml-auto flex items-center gap-2 pr-2">
            <ExportButton
              table="share_groups"
              href={exportAddress(ownerShares.owner.user_code, "share_groups")}
            >
              Groups
            </ExportButton>
            <ExportButton table="shares" href={exportAddress(ownerShares.owner.user_code, "shares")}>
              Shares
            </ExportButton>
          </span>
          {anyArchived && (
            <label className="flex cursor-pointer items-center gap-2 text-muted text-sm">
              <input
                type="checkbox"
                checked={archived}
                onChange={(event) => setArchived(event.target.checked)}
                className="size-4 accent-(--accent)"
              />
              Show archived
            </label>
          )}
        </div>
      )}
      {ownerShares.shares.length === 0 && ownerShares.groups.length === 0 && (
        <Panel>
          <EmptyState className="py-14" title="No shares yet">
            Make a share for a person, a fair or a print, and give out its link or QR code. Visits that come
            by it are counted for it.
          </EmptyState>
        </Panel>
      )}
      {[...groups, none].map((group) => (
        <GroupPanel
          key={group.group_code}
          group={group}
          shares={shares.filter((share) => share.group_code === group.group_code)}
          searching={search !== ""}
          ownerShares={ownerShares}
          origin={origin}
          actions={actions}
        />
      ))}
      {search !== "" && shares.length === 0 && (
        <p className="px-1 text-muted text-sm">No share matches “{search}”.</p>
      )}
      {dialog === "share" && (
        <ShareDialog ownerShares={ownerShares} actions={actions} onClose={() => setDialog(null)} />
      )}
      {dialog === "group" && <GroupDialog actions={actions} onClose={() => setDialog(null)} />}
    </div>
  );
}

function matches(share: Share, search: string): boolean {
  const wanted = search.trim().toLocaleLowerCase();
  return `${share.contact}\n${share.share_code}`.toLocaleLowerCase().includes(wanted);
}

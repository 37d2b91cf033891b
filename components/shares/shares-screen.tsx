"use client";

import { FileUp, Plus, Printer, UsersRound } from "lucide-react";
import { useState } from "react";
import { ExportButton } from "#components/export/export-button.tsx";
import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import { GroupDialog, NewShareDialog, type ShareActions } from "#components/shares/share-dialogs.tsx";
import { GroupPanel, SORTS, type Sort } from "#components/shares/share-list.tsx";
import { Button, LinkButton } from "#components/ui/button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState, Notice } from "#components/ui/states.tsx";
import { exportAddress } from "#lib/export/export-address.ts";
import { canEdit } from "#lib/owners/roles.ts";
import type { Group, OwnerShares, Share } from "#lib/owners/shares.ts";

/** So many codes an address can name, whatever they look like. */
const MOST_PRINTED = 200;

type SharesScreenProps = {
  ownerShares: OwnerShares;
  origin: string;
  /** How many shares an import has just made. */
  imported: number | null;
  /** The dialog for a new share is open at first. */
  opensNew: boolean;
  actions: ShareActions;
};

/** The groups of an owner, and in each its shares: making, finding and editing them. */
export function SharesScreen({ ownerShares, origin, imported, opensNew, actions }: SharesScreenProps) {
  const [search, setSearch] = useState("");
  const [archived, setArchived] = useState(false);
  const [sort, setSort] = useState<Sort>("name");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [dialog, setDialog] = useState<"share" | "group" | null>(
    opensNew && canEdit(ownerShares.role) ? "share" : null,
  );
  const editable = canEdit(ownerShares.role);
  const groups = ownerShares.groups.filter((group) => archived || !group.archived);
  const shares = ownerShares.shares
    .filter((share) => (archived || !share.archived) && matches(share, search))
    .sort(SORTS[sort].compare);
  // What is no longer listed is no longer chosen: nobody prints what they do not see.
  const codes = new Set(shares.map(({ share_code }) => share_code).filter((code) => chosen.has(code)));
  const select = (wanted: string[], isChosen: boolean) =>
    setChosen(
      new Set(isChosen ? [...codes, ...wanted] : [...codes].filter((code) => !wanted.includes(code))),
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
          <label className="flex items-center gap-2 text-muted text-sm">
            Sort by
            <select
              value={sort}
              onChange={(event) => setSort(event.target.value as Sort)}
              className="h-9 cursor-pointer rounded-lg border border-edge bg-surface px-2 text-ink text-sm"
            >
              {Object.entries(SORTS).map(([key, { label }]) => (
                <option key={key} value={key}>
                  {label}
                </option>
              ))}
            </select>
          </label>
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
          selection={{ codes, set: select }}
          searching={search !== ""}
          ownerShares={ownerShares}
          origin={origin}
          actions={actions}
        />
      ))}
      {search !== "" && shares.length === 0 && (
        <p className="px-1 text-muted text-sm">No share matches “{search}”.</p>
      )}
      {codes.size > 0 && (
        <section
          aria-label="Chosen shares"
          data-sticky-bar
          className="sticky bottom-4 z-20 mx-auto flex flex-wrap items-center gap-x-4 gap-y-2 rounded-2xl border border-line bg-surface py-2.5 pr-2.5 pl-5 text-sm shadow-sheet"
        >
          <p role="status" className="text-ink tabular-nums">
            {codes.size === 1 ? "One share chosen" : `${codes.size} shares chosen`}
          </p>
          {codes.size <= MOST_PRINTED ? (
            <LinkButton
              href={`/dashboard/${ownerShares.owner.user_code}/shares/print?codes=${[...codes].join(".")}`}
              prefetch={false}
              size="sm"
            >
              <Printer aria-hidden="true" /> Print QR codes
            </LinkButton>
          ) : (
            <span className="text-muted">QR codes can be printed for {MOST_PRINTED} at a time.</span>
          )}
          <Button variant="ghost" size="sm" onClick={() => setChosen(new Set())}>
            Choose none
          </Button>
        </section>
      )}
      {dialog === "share" && (
        <NewShareDialog
          ownerShares={ownerShares}
          origin={origin}
          actions={actions}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === "group" && <GroupDialog actions={actions} onClose={() => setDialog(null)} />}
    </div>
  );
}

function matches(share: Share, search: string): boolean {
  const wanted = search.trim().toLocaleLowerCase();
  return `${share.contact}\n${share.share_code}`.toLocaleLowerCase().includes(wanted);
}

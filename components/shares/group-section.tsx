"use client";

import { Pencil } from "lucide-react";
import { useState } from "react";
import { ArchiveForm } from "#components/shares/archive-form.tsx";
import { GroupDialog } from "#components/shares/group-dialog.tsx";
import { ShareRow } from "#components/shares/share-row.tsx";
import type { ShareActions } from "#components/shares/shares-screen.tsx";
import { Button } from "#components/ui/button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { canEdit } from "#lib/owners/roles.ts";
import type { Group, OwnerShares, Share } from "#lib/owners/shares.ts";

type GroupSectionProps = {
  group: Group;
  shares: Share[];
  searching: boolean;
  known: OwnerShares;
  origin: string;
  actions: ShareActions;
};

/** A group with its shares; the last section holds those that belong to none. */
export function GroupSection({ group, shares, searching, known, origin, actions }: GroupSectionProps) {
  const [renaming, setRenaming] = useState(false);
  const isNone = group.group_code === "";
  if (shares.length === 0 && (isNone || searching)) return null;
  return (
    <Panel
      title={group.archived ? `${group.name} (archived)` : group.name}
      description={shares.length === 1 ? "One share" : `${shares.length} shares`}
      flush
      actions={
        !isNone &&
        canEdit(known.role) && (
          <Button
            variant="ghost"
            size="sm"
            onClick={() => setRenaming(true)}
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
            <ShareRow key={share.share_code} share={share} known={known} origin={origin} actions={actions} />
          ))}
        </ul>
      )}
      {renaming && (
        <GroupDialog group={group} action={actions.saveGroup} onClose={() => setRenaming(false)}>
          <ArchiveForm
            kind="group"
            code={group.group_code}
            archived={group.archived}
            action={actions.archive}
          >
            {group.archived
              ? "It is offered again wherever a group can be chosen."
              : "Its shares and numbers stay; it is no longer offered for choosing."}
          </ArchiveForm>
        </GroupDialog>
      )}
    </Panel>
  );
}

"use client";

import { Download } from "lucide-react";
import type { ReactNode } from "react";
import { ActionForm, type FormAction } from "#components/ui/action-form.tsx";
import { Button, buttonStyle } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog, FormDialog } from "#components/ui/dialog.tsx";
import { Field, SelectField } from "#components/ui/field.tsx";
import type { Group, OwnerShares, Share } from "#lib/owners/shares.ts";

export type ShareActions = Record<"saveShare" | "saveGroup" | "archive", FormAction>;

type ShareDialogProps = {
  /** Absent: a new one. */
  share?: Share;
  ownerShares: OwnerShares;
  actions: ShareActions;
  onClose: () => void;
};

/** Makes a share, or changes whom it was given to and the group it lies in. */
export function ShareDialog({ share, ownerShares, actions, onClose }: ShareDialogProps) {
  const groups = ownerShares.groups.filter(
    (group) => !group.archived || group.group_code === share?.group_code,
  );
  return (
    <FormDialog
      title={share ? `Edit ${share.contact || `share ${share.share_code}`}` : "New share"}
      description={share && "Visits from now on count for the new group; the past stays as it was."}
      action={actions.saveShare}
      submit={share ? "Save" : "Make share"}
      onClose={onClose}
      fields={(errors) => (
        <>
          {share && <input type="hidden" name="existing" value={share.share_code} />}
          <Field
            label="Contact"
            name="contact"
            defaultValue={share?.contact}
            maxLength={120}
            placeholder="Ana Duarte, Trade fair Lisbon…"
            hint="The person or place you give it to."
            error={errors.contact}
          />
          <SelectField
            label="Group"
            name="group_code"
            defaultValue={share?.group_code ?? ""}
            error={errors.group_code}
          >
            <option value="">No group</option>
            {groups.map((group) => (
              <option key={group.group_code} value={group.group_code}>
                {group.name}
              </option>
            ))}
          </SelectField>
          {share ? (
            <input type="hidden" name="share_code" value={share.share_code} />
          ) : (
            <Field
              label="Code"
              name="share_code"
              maxLength={64}
              autoCapitalize="none"
              spellCheck={false}
              hint="The end of the link. Leave it empty for a short random one."
              error={errors.share_code}
            />
          )}
        </>
      )}
    >
      {share && (
        <ArchiveForm kind="share" code={share.share_code} archived={share.archived} action={actions.archive}>
          {share.archived
            ? "It is listed and offered for filtering again."
            : "Its link keeps working and counting; it is only put out of sight."}
        </ArchiveForm>
      )}
    </FormDialog>
  );
}

type GroupDialogProps = {
  /** Absent: a new one. */
  group?: Group;
  actions: ShareActions;
  onClose: () => void;
};

/** Makes a group, or gives it another name. */
export function GroupDialog({ group, actions, onClose }: GroupDialogProps) {
  return (
    <FormDialog
      title={group ? `Edit ${group.name}` : "New group"}
      action={actions.saveGroup}
      submit={group ? "Save" : "Make group"}
      onClose={onClose}
      fields={(errors) => (
        <>
          <input type="hidden" name="group_code" value={group?.group_code ?? ""} />
          <Field
            label="Name"
            name="name"
            required
            maxLength={120}
            defaultValue={group?.name}
            placeholder="Friends, Family, Business…"
            error={errors.name}
          />
        </>
      )}
    >
      {group && (
        <ArchiveForm kind="group" code={group.group_code} archived={group.archived} action={actions.archive}>
          {group.archived
            ? "It is offered again wherever a group can be chosen."
            : "Its shares and numbers stay; it is no longer offered for choosing."}
        </ArchiveForm>
      )}
    </FormDialog>
  );
}

type ArchiveFormProps = {
  kind: "share" | "group";
  code: string;
  archived: boolean;
  action: FormAction;
  /** What archiving, or taking it out again, means for it, in a sentence. */
  children: ReactNode;
};

/** Archives a share or group, or takes it out of the archive. */
export function ArchiveForm({ kind, code, archived, action, children }: ArchiveFormProps) {
  return (
    <ActionForm action={action} className="mt-6 grid gap-3 border-line border-t pt-5">
      {({ pending, result }) => (
        <>
          <input type="hidden" name="kind" value={kind} />
          <input type="hidden" name="code" value={code} />
          <input type="hidden" name="archived" value={archived ? "no" : "yes"} />
          <p className="text-muted text-sm leading-snug">{children}</p>
          {result}
          <div>
            <Button type="submit" variant={archived ? "secondary" : "danger"} size="sm" pending={pending}>
              {archived ? `Take this ${kind} out of the archive` : `Archive this ${kind}`}
            </Button>
          </div>
        </>
      )}
    </ActionForm>
  );
}

type QrDialogProps = { userCode: string; share: Share; link: string; onClose: () => void };

/** The QR code of a share link, to scan off the screen or to download for print. */
export function QrDialog({ userCode, share, link, onClose }: QrDialogProps) {
  const image = `/api/qr/${encodeURIComponent(userCode)}/${encodeURIComponent(share.share_code)}`;
  const name = share.contact || `Share ${share.share_code}`;
  return (
    <Dialog title={name} description="Scan it, or download it for print." onClose={onClose}>
      <div className="grid grid-cols-[minmax(0,1fr)] justify-items-center gap-5">
        {/* biome-ignore lint/performance/noImgElement: an SVG made for this link; there is nothing to optimise */}
        <img
          src={image}
          alt={`QR code that leads to ${link}`}
          width={240}
          height={240}
          className="aspect-square w-60 max-w-full rounded-xl border border-line bg-white p-2"
        />
        <p className="flex max-w-full items-center gap-1">
          <span className="truncate font-mono text-muted text-xs">{link}</span>
          <CopyButton text={link} what="link" />
        </p>
        <div className="flex flex-wrap justify-center gap-2">
          {["svg", "png"].map((format) => (
            <a
              key={format}
              href={`${image}?format=${format}&download`}
              download
              className={buttonStyle({ variant: "secondary", size: "sm" })}
            >
              <Download aria-hidden="true" /> {format.toUpperCase()}
            </a>
          ))}
        </div>
      </div>
    </Dialog>
  );
}

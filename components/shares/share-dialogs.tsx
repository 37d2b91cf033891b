"use client";

import { Download, ExternalLink } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { ActionForm, type FormAction } from "#components/ui/action-form.tsx";
import { Button, buttonStyle } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog, FormDialog, takeFocus } from "#components/ui/dialog.tsx";
import { Field, SelectField } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/states.tsx";
import { groupKey, NEW_GROUP, shareLink } from "#lib/owners/codes.ts";
import type { Group, OwnerShares, Share } from "#lib/owners/shares.ts";

export type ShareActions = Record<"makeShare" | "changeShare" | "saveGroup" | "archive", FormAction>;

/** The groups that many people begin with. */
const FIRST_GROUPS = ["Friends", "Family", "Business"];

type NewShareDialogProps = {
  ownerShares: OwnerShares;
  origin: string;
  actions: ShareActions;
  onClose: () => void;
};

/** Makes a share in one go: whom it is for and the group, then its link and QR code, and the next one. */
export function NewShareDialog({ ownerShares, origin, actions, onClose }: NewShareDialogProps) {
  const [round, setRound] = useState(1);
  /** A share of before that is shown instead of making a second one for the same contact. */
  const [shown, setShown] = useState<string>();
  const { user_code } = ownerShares.owner;
  const ready = (code: string, says: string) => (
    <ShareReady
      userCode={user_code}
      shareCode={code}
      link={shareLink(origin, user_code, code)}
      says={says}
      onNext={() => {
        setShown(undefined);
        setRound(round + 1);
      }}
      onClose={onClose}
    />
  );
  const before = ownerShares.shares.find(({ share_code }) => share_code === shown);
  return (
    <Dialog title="New share" onClose={onClose}>
      {before ? (
        ready(before.share_code, `This is the link for ${before.contact}.`)
      ) : (
        <ActionForm key={round} action={actions.makeShare} className="grid gap-4">
          {({ errors, done, pending, result, made, twin }) =>
            made ? (
              ready(made, done ?? "")
            ) : (
              <>
                <NewShareFields ownerShares={ownerShares} errors={errors} isNext={round > 1} />
                {result}
                <div className="flex flex-wrap gap-2">
                  <Button type="submit" pending={pending}>
                    Make share
                  </Button>
                  <Button variant="secondary" onClick={onClose}>
                    Cancel
                  </Button>
                </div>
                {twin && (
                  <div className="flex flex-wrap gap-2 border-line border-t pt-4">
                    <Button size="sm" variant="secondary" onClick={() => setShown(twin)}>
                      Show the link there is
                    </Button>
                    <Button
                      size="sm"
                      variant="ghost"
                      type="submit"
                      name="again"
                      value="yes"
                      pending={pending}
                    >
                      Make a second one
                    </Button>
                  </div>
                )}
              </>
            )
          }
        </ActionForm>
      )}
    </Dialog>
  );
}

type NewShareFieldsProps = {
  ownerShares: OwnerShares;
  errors: Record<string, string>;
  /** Another one was made just before, so the first field takes the focus. */
  isNext: boolean;
};

function NewShareFields({ ownerShares, errors, isNext }: NewShareFieldsProps) {
  const [group, setGroup] = useState("");
  const contact = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isNext) contact.current?.focus();
  }, [isNext]);
  const groups = ownerShares.groups.filter(({ archived }) => !archived);
  const known = new Set(ownerShares.groups.map(({ name }) => groupKey(name)));
  return (
    <>
      <Field
        ref={contact}
        label="Contact"
        name="contact"
        maxLength={120}
        placeholder="Ana Duarte, Trade fair Lisbon…"
        hint="The person or place you give it to."
        error={errors.contact}
      />
      <SelectField
        label="Group"
        name="group_code"
        value={group}
        onChange={(event) => setGroup(event.target.value)}
        error={errors.group_code}
      >
        <option value="">No group</option>
        {groups.map(({ group_code, name }) => (
          <option key={group_code} value={group_code}>
            {name}
          </option>
        ))}
        {FIRST_GROUPS.filter((name) => !known.has(groupKey(name))).map((name) => (
          <option key={name} value={`${NEW_GROUP}${name}`}>
            {name}
          </option>
        ))}
        <option value={NEW_GROUP}>Another group…</option>
      </SelectField>
      {group === NEW_GROUP && (
        <Field
          label="Name of the group"
          name="new_group"
          maxLength={120}
          placeholder="Trade fairs"
          error={errors.new_group}
        />
      )}
      <details>
        <summary className="w-fit cursor-pointer text-muted text-sm">A code of your own</summary>
        <Field
          label="Code"
          name="share_code"
          maxLength={64}
          autoCapitalize="none"
          spellCheck={false}
          className="mt-3"
          hint="The end of the link. Leave it empty for a short random one."
        />
      </details>
      {/* Outside of what may be folded up, so that it is seen. */}
      {errors.share_code && <Notice tone="bad">{errors.share_code}</Notice>}
    </>
  );
}

type ShareReadyProps = {
  userCode: string;
  shareCode: string;
  link: string;
  /** What was done, in a sentence. */
  says: string;
  onNext: () => void;
  onClose: () => void;
};

/** A share that can be handed out: its link and QR code, and how to go on. */
function ShareReady({ userCode, shareCode, link, says, onNext, onClose }: ShareReadyProps) {
  const [canSend, setCanSend] = useState(false);
  useEffect(() => setCanSend("share" in navigator), []);
  return (
    <div className="grid gap-5">
      <Notice tone="good">{says}</Notice>
      <ShareCode userCode={userCode} shareCode={shareCode} link={link}>
        Scan it to open it on your phone, or let the other one scan it.
      </ShareCode>
      <div className="flex flex-wrap gap-2">
        <Button ref={takeFocus} onClick={onNext}>
          Make another
        </Button>
        {canSend && (
          // Closing the system's dialog without choosing anybody is no fault.
          <Button variant="secondary" onClick={() => navigator.share({ url: link }).catch(() => undefined)}>
            Send…
          </Button>
        )}
        <Button variant="secondary" onClick={onClose}>
          Done
        </Button>
      </div>
    </div>
  );
}

type ShareDialogProps = {
  share: Pick<Share, "share_code" | "contact" | "group_code" | "archived">;
  groups: readonly Group[];
  actions: Pick<ShareActions, "changeShare" | "archive">;
  onClose: () => void;
};

/** Changes whom a share was given to and the group it lies in. */
export function ShareDialog({ share, groups, actions, onClose }: ShareDialogProps) {
  const offered = groups.filter((group) => !group.archived || group.group_code === share.group_code);
  return (
    <FormDialog
      title={`Edit ${share.contact || `share ${share.share_code}`}`}
      description="Visits from now on count for the new group; the past stays as it was."
      action={actions.changeShare}
      submit="Save"
      onClose={onClose}
      fields={(errors) => (
        <>
          <input type="hidden" name="share_code" value={share.share_code} />
          <Field
            label="Contact"
            name="contact"
            defaultValue={share.contact}
            maxLength={120}
            hint="The person or place you give it to."
            error={errors.contact}
          />
          <SelectField
            label="Group"
            name="group_code"
            defaultValue={share.group_code}
            error={errors.group_code}
          >
            <option value="">No group</option>
            {offered.map((group) => (
              <option key={group.group_code} value={group.group_code}>
                {group.name}
              </option>
            ))}
          </SelectField>
        </>
      )}
    >
      <ArchiveForm kind="share" code={share.share_code} archived={share.archived} action={actions.archive}>
        {share.archived
          ? "It is listed and offered for filtering again."
          : "Its link keeps working and counting; it is only put out of sight."}
      </ArchiveForm>
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

type QrDialogProps = {
  userCode: string;
  share: Pick<Share, "share_code" | "contact">;
  link: string;
  onClose: () => void;
};

/** The QR code of a share link, to scan off the screen or to download for print. */
export function QrDialog({ userCode, share, link, onClose }: QrDialogProps) {
  const name = share.contact || `Share ${share.share_code}`;
  return (
    <Dialog title={name} onClose={onClose}>
      <ShareCode userCode={userCode} shareCode={share.share_code} link={link}>
        Scan it, or download it for print.
      </ShareCode>
    </Dialog>
  );
}

type ShareCodeProps = { userCode: string; shareCode: string; link: string; children: ReactNode };

/** A share's link as a QR code and as text, to scan, copy or download. */
function ShareCode({ userCode, shareCode, link, children }: ShareCodeProps) {
  const [hasMark, setMark] = useState(false);
  const mark = hasMark ? "mark&" : "";
  const image = `/api/qr/${encodeURIComponent(userCode)}/${encodeURIComponent(shareCode)}?${mark}`;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] justify-items-center gap-4">
      {/* biome-ignore lint/performance/noImgElement: an SVG made for this link; there is nothing to optimise */}
      <img
        src={image}
        alt={`QR code that leads to ${link}`}
        width={240}
        height={240}
        className="aspect-square w-60 max-w-full rounded-xl border border-line bg-white p-2"
      />
      <p className="text-center text-muted text-sm">{children}</p>
      <label className="flex min-h-6 cursor-pointer items-center gap-2.5 text-ink text-sm">
        <input
          type="checkbox"
          checked={hasMark}
          onChange={(event) => setMark(event.target.checked)}
          className="size-4 accent-(--accent)"
        />
        With your initials in the middle
      </label>
      <p className="flex max-w-full items-center gap-1">
        <span className="truncate font-mono text-muted text-xs">{link}</span>
        <CopyButton text={link} what="link" />
      </p>
      <div className="flex flex-wrap justify-center gap-2">
        <a
          href={link}
          target="_blank"
          rel="noreferrer"
          className={buttonStyle({ variant: "ghost", size: "sm" })}
        >
          Open it <ExternalLink aria-hidden="true" />
        </a>
        {["svg", "png"].map((format) => (
          <a
            key={format}
            href={`${image}format=${format}&download`}
            download
            className={buttonStyle({ variant: "secondary", size: "sm" })}
          >
            <Download aria-hidden="true" /> {format.toUpperCase()}
          </a>
        ))}
      </div>
    </div>
  );
}

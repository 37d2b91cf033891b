"use client";

import { History, UserPlus } from "lucide-react";
import { useState } from "react";
import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import { InviteDialog, MemberDialog, type PeopleActions } from "#components/people/people-dialogs.tsx";
import { ActionForm } from "#components/ui/action-form.tsx";
import { Button, LinkButton } from "#components/ui/button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState, Notice } from "#components/ui/states.tsx";
import { createFormat, type Format } from "#lib/analytics/format.ts";
import type { ReaderLocale } from "#lib/http/reader-locale.ts";
import type { Invitation, OwnerPeople, PersonOfOwner } from "#lib/owners/people.ts";
import { ROLE_PHRASES, type Role } from "#lib/owners/roles.ts";

type PeopleScreenProps = {
  userCode: string;
  people: OwnerPeople;
  timeZone: string;
  locale: ReaderLocale;
  actions: PeopleActions;
};

/** Who belongs to an owner and who has been invited: inviting, changing roles, removing. */
export function PeopleScreen({ userCode, people, timeZone, locale, actions }: PeopleScreenProps) {
  const [inviting, setInviting] = useState(false);
  const format = createFormat(locale, timeZone);
  const { members, invitations } = people;
  return (
    <div className="grid gap-5 pb-16 [&>*]:min-w-0">
      <ScreenHeading
        title="People"
        actions={
          <>
            <LinkButton
              href={`/dashboard/${encodeURIComponent(userCode)}/people/activity`}
              variant="secondary"
              size="sm"
            >
              <History aria-hidden="true" /> Activity
            </LinkButton>
            <Button size="sm" onClick={() => setInviting(true)}>
              <UserPlus aria-hidden="true" /> Invite
            </Button>
          </>
        }
      >
        Who may see this card, and what each of them may do. A viewer can be limited to some groups or
        contacts.
      </ScreenHeading>
      <Panel
        title="Members"
        description={members.length === 1 ? "Only you so far" : `${members.length} people`}
        flush
      >
        <ul className="divide-y divide-line border-line border-t">
          {members.map((member) => (
            <MemberItem key={member.user_id} {...{ member, people, format, actions }} />
          ))}
        </ul>
      </Panel>
      <Panel title="Open invitations" flush>
        {invitations.length === 0 ? (
          <EmptyState title="Nobody is invited just now">
            An invitation is a link for one person. You copy it and send it however you like.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line border-line border-t">
            {invitations.map((invitation) => (
              <InvitationItem key={invitation.token_hash} {...{ invitation, people, format, actions }} />
            ))}
          </ul>
        )}
      </Panel>
      {inviting && (
        <InviteDialog people={people} action={actions.invite} onClose={() => setInviting(false)} />
      )}
    </div>
  );
}

const ROLE_NAMES: Record<Role, string> = { owner: "Owner", editor: "Editor", viewer: "Viewer" };

type MemberItemProps = { member: PersonOfOwner; people: OwnerPeople; format: Format; actions: PeopleActions };

function MemberItem({ member, people, format, actions }: MemberItemProps) {
  const [editing, setEditing] = useState(false);
  const name = nameOf(member);
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-5 py-3.5 sm:px-6">
      <div className="min-w-0">
        <p className="font-medium text-[15px] text-ink [overflow-wrap:anywhere]">
          {name}
          {member.is_caller && <span className="font-normal text-muted"> (you)</span>}
        </p>
        <p className="mt-0.5 text-muted text-sm [overflow-wrap:anywhere]">
          {ROLE_NAMES[member.role]}, sees {sightInWords(member, people)} · since{" "}
          {format.dayAndYear(member.since)}
          {member.is_gone && " · this account was deleted"}
        </p>
      </div>
      <Button variant="secondary" size="sm" onClick={() => setEditing(true)} aria-label={`Change ${name}`}>
        Change
      </Button>
      {editing && <MemberDialog {...{ member, name, people, actions }} onClose={() => setEditing(false)} />}
    </li>
  );
}

/** What to call a member: the address, or what is known of one without. */
function nameOf({ email, user_id }: PersonOfOwner): string {
  return email || `Account ${user_id.slice(0, 8)}`;
}

/** What somebody may see, in words: “everything”, or the groups and contacts by name. */
function sightInWords(
  { groups, shares }: Pick<PersonOfOwner, "groups" | "shares">,
  known: OwnerPeople,
): string {
  if (groups === null || shares === null) return "everything";
  const groupNames = groups.map(
    (code) => known.groups.find(({ group_code }) => group_code === code)?.name ?? code,
  );
  const contacts = shares.map(
    (code) => known.shares.find(({ share_code }) => share_code === code)?.contact || `share ${code}`,
  );
  return [...groupNames, ...contacts].join(", ");
}

type InvitationItemProps = {
  invitation: Invitation;
  people: OwnerPeople;
  format: Format;
  actions: PeopleActions;
};

function InvitationItem({ invitation, people, format, actions }: InvitationItemProps) {
  const name = invitation.email ?? "Whoever has the link";
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-5 py-3.5 sm:px-6">
      <div className="min-w-0">
        <p className="font-medium text-[15px] text-ink [overflow-wrap:anywhere]">{name}</p>
        <p className="mt-0.5 text-muted text-sm [overflow-wrap:anywhere]">
          {ROLE_NAMES[invitation.role]}, will see {sightInWords(invitation, people)} · open until{" "}
          {format.dayAndTime(invitation.expires_at)}
        </p>
      </div>
      <ActionForm action={actions.withdraw} className="grid gap-2">
        {({ pending, result }) => (
          <>
            {result}
            <input type="hidden" name="invitation" value={invitation.token_hash} />
            <Button
              type="submit"
              variant="danger"
              size="sm"
              pending={pending}
              aria-label={`Withdraw the invitation for ${name}`}
            >
              Withdraw
            </Button>
          </>
        )}
      </ActionForm>
    </li>
  );
}

/** What members who are no owners see in place of the list. */
export function PeopleUnseen({ role }: { role: Role }) {
  return (
    <div className="grid gap-5 pb-16">
      <ScreenHeading title="People">Who may see this card.</ScreenHeading>
      <Notice>You are {ROLE_PHRASES[role]} of this card. Its owners decide who belongs to it.</Notice>
    </div>
  );
}

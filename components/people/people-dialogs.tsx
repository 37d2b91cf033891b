"use client";

import { useState } from "react";
import { ActionForm, type FormAction } from "#components/ui/action-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { Snippet } from "#components/ui/copy-button.tsx";
import { FormDialog } from "#components/ui/dialog.tsx";
import { Field, SelectField } from "#components/ui/field.tsx";
import type { OwnerPeople, PersonOfOwner } from "#lib/owners/people.ts";
import { ROLE_MEANINGS, ROLES, type Role } from "#lib/owners/roles.ts";

/** For how many days an invitation can be open. */
const INVITATION_DAYS = [1, 7, 30];

export type PeopleActions = Record<"invite" | "withdraw" | "change" | "remove", FormAction>;

type InviteDialogProps = { people: OwnerPeople; action: FormAction; onClose: () => void };

/** Invites somebody. When it is done it shows the link, which nobody can see again. */
export function InviteDialog({ people, action, onClose }: InviteDialogProps) {
  return (
    <FormDialog
      title="Invite somebody"
      description="They get a link that can be used once, with an account or without one."
      action={action}
      submit="Make the link"
      onClose={onClose}
      made={(secret) => (
        <>
          <Snippet code={secret} what="invitation link" />
          <p className="text-muted text-sm">It is shown this once. If it gets lost, invite them again.</p>
        </>
      )}
      fields={(errors) => (
        <>
          <Field
            label="E-mail"
            name="email"
            type="email"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            hint="Only who signs in with this address can use the link. Left empty, whoever has it can."
            error={errors.email}
          />
          <RoleFields people={people} now={WHOLE_VIEWER} errors={errors} />
          <SelectField label="Open for" name="days" defaultValue="7" error={errors.days}>
            {INVITATION_DAYS.map((days) => (
              <option key={days} value={days}>
                {days === 1 ? "A day" : `${days} days`}
              </option>
            ))}
          </SelectField>
        </>
      )}
    />
  );
}

type MemberDialogProps = {
  member: PersonOfOwner;
  name: string;
  people: OwnerPeople;
  actions: PeopleActions;
  onClose: () => void;
};

/** Changes what a member may do and see, or removes them. */
export function MemberDialog({ member, name, people, actions, onClose }: MemberDialogProps) {
  return (
    <FormDialog
      title={name}
      action={actions.change}
      submit="Save"
      onClose={onClose}
      fields={(errors) => (
        <>
          <input type="hidden" name="member" value={member.user_id} />
          <RoleFields people={people} now={member} errors={errors} />
        </>
      )}
    >
      <ActionForm action={actions.remove} className="mt-6 grid gap-3 border-line border-t pt-5">
        {({ pending, result }) => (
          <>
            <input type="hidden" name="member" value={member.user_id} />
            <p className="text-muted text-sm leading-snug">
              {member.is_caller
                ? "You would no longer see this card."
                : "They no longer see this card, at once, also where they have it open."}
            </p>
            {result}
            <div>
              <Button type="submit" variant="danger" size="sm" pending={pending}>
                {member.is_caller ? "Remove yourself" : `Remove ${name}`}
              </Button>
            </div>
          </>
        )}
      </ActionForm>
    </FormDialog>
  );
}

type Sight = Pick<PersonOfOwner, "role" | "groups" | "shares">;

const WHOLE_VIEWER: Sight = { role: "viewer", groups: null, shares: null };

type RoleFieldsProps = { people: OwnerPeople; now: Sight; errors: Record<string, string> };

/** A role, and for a viewer whether they see everything or some groups and contacts. */
function RoleFields({ people, now: { groups, shares, ...now }, errors }: RoleFieldsProps) {
  const [role, setRole] = useState<Role>(now.role);
  const [sight, setSight] = useState(groups === null ? "everything" : "some");
  return (
    <>
      <SelectField
        label="Role"
        name="role"
        value={role}
        onChange={(event) => setRole(ROLES.find((one) => one === event.target.value) ?? "viewer")}
        hint={`Such a member ${ROLE_MEANINGS[role]}.`}
        error={errors.role}
      >
        <option value="viewer">Viewer</option>
        <option value="editor">Editor</option>
        <option value="owner">Owner</option>
      </SelectField>
      {role === "viewer" && (
        <SelectField
          label="Sees"
          name="sight"
          value={sight}
          onChange={(event) => setSight(event.target.value)}
          error={errors.sight}
        >
          <option value="everything">Everything of this card</option>
          <option value="some">Some groups or contacts</option>
        </SelectField>
      )}
      {role === "viewer" && sight === "some" && (
        <div className="grid gap-3">
          <Picks
            legend="Groups"
            name="groups"
            chosen={groups ?? []}
            options={people.groups.map(({ group_code, name }) => ({ code: group_code, name }))}
          />
          <Picks
            legend="Contacts"
            name="shares"
            chosen={shares ?? []}
            options={people.shares.map(({ share_code, contact }) => ({
              code: share_code,
              name: contact || `Share ${share_code}`,
            }))}
          />
        </div>
      )}
    </>
  );
}

type PicksProps = {
  legend: string;
  name: string;
  chosen: string[];
  options: { code: string; name: string }[];
};

/** A list of things of which some are ticked; a long one can be searched. What is ticked stays in it. */
function Picks({ legend, name, chosen, options }: PicksProps) {
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLocaleLowerCase();
  if (options.length === 0) return null;
  return (
    <fieldset className="min-w-0 rounded-[10px] border border-edge px-3.5 pt-1 pb-2">
      <legend className="px-1 font-medium text-ink text-sm">{legend}</legend>
      {options.length > 8 && (
        <input
          type="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          aria-label={`Search ${legend.toLowerCase()}`}
          placeholder={`Search ${legend.toLowerCase()}…`}
          className="mb-1 h-9 w-full rounded-lg border border-line bg-paper px-3 text-base text-ink placeholder:text-faint sm:text-sm"
        />
      )}
      <div className="max-h-44 overflow-y-auto">
        {options.map(({ code, name: label }) => (
          <label
            key={code}
            // Hidden ones are sent all the same: searching changes nothing of what is ticked.
            className="flex min-h-9 cursor-pointer items-center gap-2.5 text-ink text-sm"
            hidden={wanted !== "" && !label.toLocaleLowerCase().includes(wanted)}
          >
            <input
              type="checkbox"
              name={name}
              value={code}
              defaultChecked={chosen.includes(code)}
              className="size-4 shrink-0 accent-(--accent)"
            />
            <span className="truncate">{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

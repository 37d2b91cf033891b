import { z } from "zod";

const about = z.record(z.string(), z.unknown());

const act = z.object({
  at: z.string(),
  act_id: z.string(),
  /** Null: an operator, or the app itself. */
  actor: z.string().nullable(),
  email: z.string().nullable(),
  action: z.string(),
  about,
});
export type Act = z.infer<typeof act>;

/** What the SQL function `analytics_owner_audit` returns: a page, the latest first. */
export const auditPage = z.object({ rows: z.array(act), next: z.unknown() });

/** Who did it: the address of the account, as far as there is one, or the key that it was done with. */
export function actorOf({ actor, email, about }: Pick<Act, "actor" | "email"> & Partial<Act>): string {
  if (actor === null) return about?.key ? `The key ${quoted(about.key)}` : "The operator";
  return email ?? "Somebody whose account is gone";
}

type About = Record<string, unknown>;

/** What was done, for each action: the end of a sentence that begins with who did it. */
const DEEDS: Record<string, (about: About) => string> = {
  owner_created: ({ name }) => `made the card ${quoted(name)}`,
  owner_added: ({ name }) => `registered the card ${quoted(name)}`,
  member_added: (about) => `made ${person(about)} ${role(about.role)}`,
  owner_claimed: () => "claimed the card and became its owner",
  claim_made: ({ email }) => `made a claim link${forWhom(email)}`,
  member_invited: (about) =>
    `invited ${about.email ? String(about.email) : "somebody"} as ${role(about.role)}${limits(about)}`,
  invitation_withdrawn: ({ email, role: was }) => `withdrew the invitation${forWhom(email)} as ${role(was)}`,
  invitation_accepted: ({ role: now }) => `accepted an invitation as ${role(now)}`,
  member_changed: (about) => `made ${person(about)} ${role(about.role)}${limits(about)}`,
  member_removed: (about) => `removed ${person(about)}`,
  share_created: ({ share, contact }) => `made the share ${named(share, contact)}`,
  share_changed: ({ share, contact }) => `changed the share ${named(share, contact)}`,
  share_archived: ({ share, contact }) => `archived the share ${named(share, contact)}`,
  share_restored: ({ share, contact }) => `took the share ${named(share, contact)} out of the archive`,
  shares_imported: ({ shares, groups }) => `imported ${count(shares, "share")} and ${count(groups, "group")}`,
  group_saved: ({ name }) => `saved the group ${quoted(name)}`,
  group_archived: ({ name }) => `archived the group ${quoted(name)}`,
  group_restored: ({ name }) => `took the group ${quoted(name)} out of the archive`,
  card_changed: ({ name, card_url }) =>
    `saved the card as ${quoted(name)}, with links that lead to ${card_url ? String(card_url) : "Daybook’s own page"}`,
  time_zone_changed: ({ time_zone }) => `set the time zone to ${String(time_zone)}`,
  origins_changed: ({ origins }) =>
    `set the allowed origins: ${origins ? count(origins, "origin") : "any site"}`,
  retention_changed: ({ days }) =>
    `set the retention: ${days ? `${count(days, "day")}` : "single events are kept for good"}`,
  address_excluded: () => "excluded the visits from an address",
  address_counted: () => "had the visits from an address counted again",
  exclusions_cleared: () => "forgot all excluded addresses",
  day_rebuilt: ({ date, refused }) =>
    refused === true
      ? `asked for ${String(date)} to be counted anew, which could not be`
      : `had ${String(date)} counted anew`,
  events_erased: ({ share_code, from, to, events }) =>
    `erased ${count(events, "event")}${share_code === undefined ? "" : share_code === "" ? " of direct visits" : ` of the share ${quoted(share_code)}`}${from ? ` from ${String(from)}` : ""}${to ? ` to ${String(to)}` : ""}`,
  owner_handed_over: (about) => `handed the card over to ${person(about)}`,
  key_created: ({ name }) => `made the key ${quoted(name)}`,
  share_registered: ({ share }) => `registered the share ${quoted(share)}`,
  group_registered: ({ group }) => `registered the group ${quoted(group)}`,
  link_created: ({ link, name }) => `made the link ${quoted(link ?? name)}`,
  link_revoked: ({ link, name }) => `revoked the link ${quoted(link ?? name)}`,
  annotation_created: ({ date, text }) => `noted ${quoted(text)} at ${String(date)}`,
  annotation_changed: ({ date, text }) => `changed a note to ${quoted(text)} at ${String(date)}`,
  annotation_deleted: ({ date, text }) => `deleted the note ${quoted(text)} of ${String(date)}`,
  segment_saved: ({ name }) => `saved the segment ${quoted(name)}`,
  segment_deleted: ({ name }) => `deleted the segment ${quoted(name)}`,
  member_left: () => "left the card",
  table_exported: ({ table, format }) =>
    `exported the table ${quoted(table)} as ${String(format).toUpperCase()}`,
};

/** What was done, as the end of a sentence. What has no words here is made of the action's own: `key_revoked` → revoked the key. */
export function deedOf({ action, about }: Pick<Act, "action" | "about">): string {
  const deed = DEEDS[action];
  if (deed) return deed(about);
  const words = action.split("_");
  const verb = words.pop() ?? "";
  return `${verb} the ${words.join(" ")}${about.name ? ` ${quoted(about.name)}` : ""}`;
}

const quoted = (name: unknown) => `“${String(name ?? "without a name")}”`;
const forWhom = (email: unknown) => (email ? ` for ${String(email)}` : "");
const role = (name: unknown) =>
  name === "viewer" ? "a viewer" : name === "editor" ? "an editor" : "an owner";
const named = (code: unknown, contact: unknown) => (contact ? `for ${String(contact)}` : quoted(code));
const person = ({ email, member }: About) => String(email ?? member);
const count = (number: unknown, what: string) => `${String(number)} ${what}${number === 1 ? "" : "s"}`;

function limits({ groups, shares }: About): string {
  const codes = [groups, shares].flatMap((list) => (Array.isArray(list) ? list.map(String) : []));
  return codes.length > 0 ? ` of ${codes.join(", ")}` : "";
}

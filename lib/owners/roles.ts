/** What a member may do for an owner: a viewer only reads. The database refuses whoever may not, too. */
export const ROLES = ["owner", "editor", "viewer"] as const;
export type Role = (typeof ROLES)[number];

/** Whether a member of this role may change things, so that a screen offers it. */
export function canEdit(role: Role): boolean {
  return role !== "viewer";
}

/** A role within a sentence. */
export const ROLE_PHRASES: Record<Role, string> = {
  owner: "an owner",
  editor: "an editor",
  viewer: "a viewer",
};

/** What a role may do, in a few words. */
export const ROLE_MEANINGS: Record<Role, string> = {
  owner: "does everything, and decides who belongs to the card",
  editor: "sees everything, makes shares and changes settings",
  viewer: "sees the numbers and changes nothing",
};

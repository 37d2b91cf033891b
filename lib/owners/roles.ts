/** What a member may do for an owner: a viewer only reads. The database refuses whoever may not, too. */
export const ROLES = ["owner", "editor", "viewer"] as const;
export type Role = (typeof ROLES)[number];

/** Whether a member of this role may change things, so that a screen offers it. */
export function canEdit(role: Role): boolean {
  return role !== "viewer";
}

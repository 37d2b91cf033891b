/** What a member may do for an owner: a viewer only reads. The database refuses whoever may not, too. */
export type Role = "owner" | "editor" | "viewer";

/** Whether a member of this role may change things, so that a screen offers it. */
export function canEdit(role: Role): boolean {
  return role !== "viewer";
}

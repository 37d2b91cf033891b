import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";

export type Role = "owner" | "editor" | "viewer";

/** An owner that the signed-in member may see, and as what. */
export type OwnerOfMember = { userCode: string; name: string; role: Role };

const rows = z.array(
  z.object({
    user_code: z.string(),
    role: z.enum(["owner", "editor", "viewer"]),
    owners: z.object({ name: z.string() }).nullable(),
  }),
);

/**
 * The owners the signed-in member may see, by name. `client` must act as the member; RLS decides what it finds.
 * @throws when the database cannot be reached.
 */
export async function listOwners(client: SupabaseClient, memberId: string): Promise<OwnerOfMember[]> {
  const { data, error } = await client
    .from("members")
    .select("user_code, role, owners(name)")
    // A member also sees who else belongs to the same owner; here only the member's own rows count.
    .eq("user_id", memberId);
  if (error) throw new Error(`Owners could not be listed: ${error.message}`, { cause: error });
  return rows
    .parse(data)
    .map((row) => ({ userCode: row.user_code, name: row.owners?.name || row.user_code, role: row.role }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

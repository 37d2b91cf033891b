import "server-only";
import type { PostgrestError } from "@supabase/supabase-js";
import { serverClient } from "#lib/supabase/member-client.ts";

/** Why a member's wish was not done. */
export type MemberFault = "signed_out" | "not_allowed" | "taken" | "invalid" | "not_found" | "unavailable";

export type MemberAnswer<Data> = { data: Data; fault?: never } | { data?: never; fault: MemberFault };

/** Calls a SQL function with the rights of the signed-in member, which the function itself checks. */
export async function memberCall<Data>(
  name: string,
  parameters: Record<string, unknown>,
): Promise<MemberAnswer<Data>> {
  const client = await serverClient();
  const { data: auth } = await client.auth.getSession();
  if (!auth.session) return { fault: "signed_out" };
  const { data, error } = await client.rpc(name, parameters);
  return error ? { fault: faultOf(name, error) } : { data: data as Data };
}

function faultOf(name: string, error: PostgrestError): MemberFault {
  switch (error.code) {
    case "42501":
      return "not_allowed";
    case "23505":
      return "taken";
    case "23503":
    case "23514":
    case "22023":
    case "22P02":
      return "invalid";
    case "P0002":
      return "not_found";
    case "PGRST301":
    case "PGRST303":
      return "signed_out";
    default:
      console.error(`${name} failed: ${error.code} ${error.message}`);
      return "unavailable";
  }
}

import { memberOwners } from "#lib/owners/owners.ts";
import { callAsMember, errorAnswer, PRIVATE } from "#lib/supabase/call-as-member.ts";
import { dataOf } from "#lib/supabase/member-errors.ts";

/** The cards of the member whose session cookie comes with the request, by name, as `analytics_member_owners` returns them. */
export async function GET(): Promise<Response> {
  try {
    const cards = dataOf(await callAsMember("analytics_member_owners", {}, memberOwners));
    return Response.json(cards, { headers: PRIVATE });
  } catch (cause) {
    return errorAnswer(cause);
  }
}

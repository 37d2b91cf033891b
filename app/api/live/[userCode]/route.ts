import { requireQuery } from "#lib/analytics/api-analytics.ts";
import { live } from "#lib/analytics/live.ts";
import { callAsMember, errorAnswer, PRIVATE } from "#lib/supabase/call-as-member.ts";
import { dataOf } from "#lib/supabase/member-errors.ts";

/** Who is here now, within the page's group or contact, for the member whose session cookie comes with the request. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ userCode: string }> },
): Promise<Response> {
  try {
    const { group, contact } = requireQuery(new URL(request.url).searchParams);
    const parameters = { p_user_code: (await params).userCode, p_group: group, p_contact: contact };
    return Response.json(dataOf(await callAsMember("analytics_live", parameters, live)), {
      headers: PRIVATE,
    });
  } catch (cause) {
    return errorAnswer(cause);
  }
}

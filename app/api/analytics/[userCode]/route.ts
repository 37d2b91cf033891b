import { readDashboard } from "#lib/analytics/api-analytics.ts";
import { parseQuery } from "#lib/analytics/parse-query.ts";
import { errorAnswer, PRIVATE } from "#lib/supabase/call-as-member.ts";
import { MemberError } from "#lib/supabase/member-errors.ts";

/** What the dashboard shows, as JSON, for the member whose session cookie comes with the request. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ userCode: string }> },
): Promise<Response> {
  try {
    const parsed = parseQuery(new URL(request.url).searchParams);
    if (!parsed.ok) throw new MemberError("invalid_query", parsed.message);
    const { userCode } = await params;
    return Response.json(await readDashboard(userCode, parsed.query), { headers: PRIVATE });
  } catch (cause) {
    return errorAnswer(cause);
  }
}

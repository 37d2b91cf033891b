import { readDashboard, requireQuery } from "#lib/analytics/api-analytics.ts";
import { errorAnswer, PRIVATE } from "#lib/supabase/call-as-member.ts";

/** What the dashboard shows, as JSON, for the member whose session cookie comes with the request. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ userCode: string }> },
): Promise<Response> {
  try {
    const query = requireQuery(new URL(request.url).searchParams);
    const { userCode } = await params;
    return Response.json(await readDashboard(userCode, query), { headers: PRIVATE });
  } catch (cause) {
    return errorAnswer(cause);
  }
}

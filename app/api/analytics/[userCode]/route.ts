import { readDashboard } from "#lib/analytics/api-analytics.ts";
import { ANALYTICS_ERRORS, AnalyticsError, type AnalyticsErrorBody } from "#lib/analytics/errors.ts";
import { parseQuery } from "#lib/analytics/parse-query.ts";

// Someone's numbers: nothing between the database and the reader may keep them.
const HEADERS = { "Cache-Control": "private, no-store" };

/** What the dashboard shows, as JSON, for the member whose session cookie comes with the request. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ userCode: string }> },
): Promise<Response> {
  try {
    const parsed = parseQuery(new URL(request.url).searchParams);
    if (!parsed.ok) throw new AnalyticsError("invalid_query", parsed.message);
    const { userCode } = await params;
    return Response.json(await readDashboard(userCode, parsed.query), { headers: HEADERS });
  } catch (cause) {
    if (!(cause instanceof AnalyticsError)) console.error("analytics:", cause);
    const error = cause instanceof AnalyticsError ? cause : new AnalyticsError("unavailable");
    const body: AnalyticsErrorBody = { error: { code: error.code, message: error.message } };
    return Response.json(body, { status: ANALYTICS_ERRORS[error.code].status, headers: HEADERS });
  }
}

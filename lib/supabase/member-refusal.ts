import { ANALYTICS_ERRORS, AnalyticsError, type AnalyticsErrorBody } from "#lib/supabase/member-errors.ts";

/** Someone's numbers: nothing between the database and the reader may keep them. */
export const PRIVATE = { "Cache-Control": "private, no-store" };

/** The answer of a members' route that could not answer. */
export function analyticsRefusal(cause: unknown): Response {
  if (!(cause instanceof AnalyticsError)) console.error("analytics:", cause);
  const error = cause instanceof AnalyticsError ? cause : new AnalyticsError("unavailable");
  const body: AnalyticsErrorBody = { error: { code: error.code, message: error.message } };
  return Response.json(body, { status: ANALYTICS_ERRORS[error.code].status, headers: PRIVATE });
}

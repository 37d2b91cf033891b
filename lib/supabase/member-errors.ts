/** Why a dashboard was not shown. `not_a_member` also covers owners that do not exist, which nobody may learn. */
export type AnalyticsErrorCode = "invalid_query" | "signed_out" | "not_a_member" | "unavailable";

export const ANALYTICS_ERRORS: Record<AnalyticsErrorCode, { status: number; message: string }> = {
  invalid_query: { status: 400, message: "The query could not be read." },
  signed_out: { status: 401, message: "Sign in to see this dashboard." },
  not_a_member: { status: 403, message: "You are not a member of this owner." },
  unavailable: { status: 503, message: "The numbers cannot be read just now. Try again in a moment." },
};

/** The body of every error answer of `GET /api/analytics/<user_code>`. */
export type AnalyticsErrorBody = { error: { code: AnalyticsErrorCode; message: string } };

/** An error on its way to whoever shows it; `message` is a sentence for people. */
export class AnalyticsError extends Error {
  readonly code: AnalyticsErrorCode;

  constructor(code: AnalyticsErrorCode, message: string = ANALYTICS_ERRORS[code].message) {
    super(message);
    this.name = "AnalyticsError";
    this.code = code;
  }
}

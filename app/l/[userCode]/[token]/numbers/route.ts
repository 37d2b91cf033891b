import { answerNumbers } from "#lib/links/read-link.ts";

type Context = { params: Promise<{ userCode: string; token: string }> };

/** What the page above it shows, as JSON, for its refreshes. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { userCode, token } = await params;
  return answerNumbers(request, userCode, token);
}

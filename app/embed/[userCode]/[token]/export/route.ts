import { answerLinkExport } from "#lib/links/read-link.ts";

type Context = { params: Promise<{ userCode: string; token: string }> };

/** A table of what the page above it shows, as a file. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { userCode, token } = await params;
  return answerLinkExport(request, userCode, token);
}

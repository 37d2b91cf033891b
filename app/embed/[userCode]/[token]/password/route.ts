import { answerPassword } from "#lib/links/read-link.ts";

type Context = { params: Promise<{ userCode: string; token: string }> };

/** Takes the password that the page above it asks for. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { userCode, token } = await params;
  return answerPassword(request, "embed", userCode, token);
}

import { answerApi } from "#lib/api/answer.ts";

type Context = { params: Promise<{ path?: string[] }> };

/** The API itself and every address of it: lib/api/operations.ts lists them. */
async function answer(request: Request, { params }: Context): Promise<Response> {
  const { path = [] } = await params;
  return answerApi(request, path);
}

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };

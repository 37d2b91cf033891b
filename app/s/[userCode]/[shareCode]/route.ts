import { requestOrigin } from "#lib/http/request-origin.ts";
import { services } from "#lib/operations/services.ts";
import { openShare } from "#lib/share-link/redirect.ts";

type Context = { params: Promise<{ userCode: string; shareCode: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return openShare(request, await params, services(), await requestOrigin());
}

export async function HEAD(request: Request, { params }: Context): Promise<Response> {
  return openShare(request, await params, services());
}

import "server-only";
import type { SupabaseClient } from "@supabase/supabase-js";
import type { z } from "zod";
import { pastDeadlocks } from "#lib/http/faults.ts";
import { isAuthAway } from "#lib/supabase/auth-fetch.ts";
import { serverClient } from "#lib/supabase/member-client.ts";
import {
  MEMBER_ERRORS,
  type MemberAnswer,
  MemberError,
  type MemberErrorBody,
  memberAnswer,
} from "#lib/supabase/member-errors.ts";

/** Calls a SQL function with the rights of the signed-in member, which the function itself checks. */
export async function callAsMember<Data>(
  name: string,
  parameters: Record<string, unknown>,
  shape: z.ZodType<Data>,
): Promise<MemberAnswer<Data>> {
  const asker = await memberAsker();
  return asker(name, (client) => client.rpc(name, parameters), shape);
}

type Question = (client: SupabaseClient) => PromiseLike<Parameters<typeof memberAnswer>[1]>;

/** Asks as one member, as often as is needed. */
export type MemberAsker = <Data>(
  what: string,
  question: Question,
  shape: z.ZodType<Data>,
) => Promise<MemberAnswer<Data>>;

/**
 * Who asks in this request, for an answer that goes on asking while it is being sent, when the request's cookies can no
 * longer be read. Here only whether there is a session is looked at: what it may see is decided by the database, which
 * verifies its token.
 */
export async function memberAsker(): Promise<MemberAsker> {
  const client = await serverClient();
  const { data: auth, error } = await client.auth.getSession();
  return async (what, question, shape) =>
    auth.session
      ? memberAnswer(what, await pastDeadlocks(() => question(client)), shape)
      : { error: new MemberError(isAuthAway(error) ? "auth_away" : "signed_out") };
}

/** Someone's numbers: nothing between the database and the reader may keep them. */
export const PRIVATE = { "Cache-Control": "private, no-store" };

/** What a members' JSON route answers when it could not do what was asked. */
export function errorAnswer(cause: unknown): Response {
  if (!(cause instanceof MemberError)) console.error("members' route:", cause);
  const error = cause instanceof MemberError ? cause : new MemberError("unavailable");
  const body: MemberErrorBody = { error: { code: error.code, message: error.message } };
  return Response.json(body, { status: MEMBER_ERRORS[error.code].status, headers: PRIVATE });
}

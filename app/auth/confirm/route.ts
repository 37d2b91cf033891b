import type { EmailOtpType } from "@supabase/supabase-js";
import { type NextRequest, NextResponse } from "next/server";
import { z } from "zod";
import { nextPath } from "#lib/auth/next-path.ts";
import { serverClient } from "#lib/supabase/server.ts";

const linkSchema = z.object({
  token_hash: z.string().min(1),
  type: z.enum([
    "signup",
    "invite",
    "magiclink",
    "recovery",
    "email_change",
    "email",
  ] satisfies EmailOtpType[]),
});

/** The link in the confirmation mail: opens a session and goes on, or to the sign-in page if the link is spent. */
export async function GET(request: NextRequest): Promise<NextResponse> {
  const query = request.nextUrl.searchParams;
  const link = linkSchema.safeParse({ token_hash: query.get("token_hash"), type: query.get("type") });
  if (link.success) {
    const client = await serverClient();
    const { error } = await client.auth.verifyOtp(link.data);
    if (!error) return goTo(nextPath(query.get("next"), "/welcome"));
  }
  return goTo("/sign-in?link=expired");
}

/** A relative address: behind a proxy the server does not know for sure under which name it was called. */
function goTo(path: string): NextResponse {
  return new NextResponse(null, { status: 303, headers: { Location: path } });
}

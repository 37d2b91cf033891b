import { type AuthError, isAuthApiError, isAuthRetryableFetchError } from "@supabase/supabase-js";

/** Longer than a hosted Supabase lets a statement of its API take (8 s), so that only silence is cut off. */
const PATIENCE_MS = 12_000;

/** How long one request of a browser waits for its session to be renewed, all tries together. */
const RENEWAL_PATIENCE_MS = 4_000;
const BEFORE_NEXT_TRY_MS = 300;
const TRIES = 2;

/** Set by proxy.ts for the page behind it: Auth has just been asked in vain, and need not be asked again. */
export const AUTH_AWAY_HEADER = "x-daybook-auth-away";

const AUTH_AWAY = "auth_away";

/** Whether Auth gave no answer, or none that says anything of the session: then nobody knows whose it is. */
export function isAuthAway(error: AuthError | null): boolean {
  return (
    isAuthRetryableFetchError(error) ||
    (isAuthApiError(error) && (error.code === AUTH_AWAY || error.status === 429))
  );
}

type Supabase = { supabaseUrl: string; publishableKey: string; secretKey: string };

/** How a member's client asks Supabase. */
export type MemberFetch = {
  fetch: typeof fetch;
  /** True when a session could not be renewed because Auth is away: then its cookies must be left as they are. */
  isAway(): boolean;
};

/**
 * `fetch` for a member's client in one request. It gives up when no answer comes, so that a database that hangs leaves
 * nobody before an empty page, and it tells Auth whose request this is.
 *
 * The library goes on asking for 30 s when a session cannot be renewed, each try as long as it takes, and drops the session
 * at any other refusal, be it a 429. So here a renewal has one deadline for all its tries, and one that Auth has not
 * decided comes back as an error of its own.
 * @param clientAddress whose request this is; Supabase believes it only with a secret key, `sb_secret_…`, in a project that
 *   allows IP address forwarding. Without it all members share one limit of Auth's
 * @param isKnownAway true: somebody has just found Auth away for the same request
 */
export function memberFetch(
  { supabaseUrl, publishableKey, secretKey }: Supabase,
  { clientAddress, isKnownAway = false }: { clientAddress: string; isKnownAway?: boolean },
): MemberFetch {
  const auth = `${supabaseUrl.replace(/\/$/, "")}/auth/v1/`;
  let isAway = isKnownAway;
  let renewalEnds: number | undefined;

  async function renew(url: string, init: RequestInit): Promise<Response> {
    // Of an answer that breaks off the library asks here again: that is another try before the same deadline.
    renewalEnds ??= Date.now() + RENEWAL_PATIENCE_MS;
    for (let tries = 0; tries < TRIES && !isAway; tries++) {
      const left = renewalEnds - Date.now() - (tries > 0 ? BEFORE_NEXT_TRY_MS : 0);
      if (left <= 0) break;
      if (tries > 0) await new Promise((resolve) => setTimeout(resolve, BEFORE_NEXT_TRY_MS));
      const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(left) }).catch(() => null);
      if (answer && answer.status < 500 && answer.status !== 429) return answer;
      // Asked again at once, a limit would only last longer.
      if (answer?.status === 429) break;
    }
    isAway = true;
    // A status that the library neither tries again nor takes for the end of the session by its own account.
    return Response.json({ code: AUTH_AWAY, error_code: AUTH_AWAY, msg: "Auth is away" }, { status: 424 });
  }

  /** A request to Auth in the name of the client's address. */
  function forwarded(init: RequestInit): RequestInit {
    if (!clientAddress || !secretKey.startsWith("sb_secret_")) return init;
    const headers = new Headers(init.headers);
    headers.set("apikey", secretKey);
    // Where nobody is signed in the key stands here too, and both must be the same.
    if (headers.get("authorization") === `Bearer ${publishableKey}`) {
      headers.set("authorization", `Bearer ${secretKey}`);
    }
    headers.set("sb-forwarded-for", clientAddress);
    return { ...init, headers };
  }

  return {
    isAway: () => isAway,
    fetch: (input, init = {}) => {
      const url = String(input instanceof Request ? input.url : input);
      const isOfAuth = url.startsWith(auth);
      if (isOfAuth && url.includes("grant_type=refresh_token")) return renew(url, forwarded(init));
      const limit = AbortSignal.timeout(PATIENCE_MS);
      const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
      return fetch(input, { ...(isOfAuth ? forwarded(init) : init), signal });
    },
  };
}

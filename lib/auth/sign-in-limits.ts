import { createHash } from "node:crypto";
import { environment } from "#lib/http/environment.ts";
import { type Buckets, sharedLimits, tokenBuckets } from "#lib/http/rate-limits.ts";
import { keyedHash } from "#lib/http/secrets.ts";

/** What is granted at once, and comes back in these seconds: to one network, and to one network for one account. */
type AccountRates = { network: number; account: number; seconds: number };

/** Failed tries to sign in. */
const SIGN_IN = { network: 30, account: 10, seconds: 900 };
/** Accounts that are made, and mails for that. */
const SIGN_UP = { network: 20, account: 4, seconds: 3600 };
/** Mails for a forgotten password. */
const RESET = { network: 20, account: 4, seconds: 3600 };

/** Limits for what is tried on accounts. No address and no account is stored or logged as it is. */
export type AccountLimits = {
  /** Takes one try. @returns seconds to wait when there is none left, otherwise 0. */
  take(network: string, account: string): Promise<number>;
  /** Gives back a try that Auth did not decide. */
  giveBack(network: string, account: string): void;
  /** The try succeeded: it does not count, and the network's failures with this account are forgotten. */
  succeeded(network: string, account: string): void;
};

/**
 * Two limits, both of networks: whoever guesses at many accounts meets the one, whoever guesses at one account the other.
 * None is of an account alone, or strangers could lock it for its owner. Where nothing says which network asks, all would be
 * one, so only Auth's own limits hold.
 * @param buckets makes a limit, in memory or shared between instances
 */
export function accountLimits(
  { network: ofNetwork, account: ofAccount, seconds }: AccountRates,
  buckets: (name: string, rate: { events: number; seconds: number }) => Buckets = (_, rate) =>
    tokenBuckets(rate),
): AccountLimits {
  const networks = buckets("network", { events: ofNetwork, seconds });
  const accounts = buckets("account", { events: ofAccount, seconds });
  return {
    // Taken before the password is tried, so that many tries at once cannot slip through together.
    async take(network, account) {
      if (!network) return 0;
      const wait = await networks.take(network, 1);
      if (wait > 0) return wait;
      const accountWait = await accounts.take(key(network, account), 1);
      // What is not tried costs the network nothing: others may stand behind it.
      if (accountWait > 0) networks.giveBack(network, 1);
      return accountWait;
    },
    giveBack(network, account) {
      networks.giveBack(network, 1);
      accounts.giveBack(key(network, account), 1);
    },
    succeeded(network, account) {
      networks.giveBack(network, 1);
      accounts.forget(key(network, account));
    },
  };
}

/** A key of fixed length, however long the address that somebody typed. */
function key(network: string, account: string): string {
  return createHash("sha256")
    .update(JSON.stringify([network, account]))
    .digest("base64");
}

type Limits = { signIn: AccountLimits; signUp: AccountLimits; reset: AccountLimits };
let limits: Limits | undefined;

/** The limits of this process, or where INGEST_LIMITS says so, of all instances together. */
export function limitsOfAccounts(): Limits {
  if (limits) return limits;
  const { limitStore } = environment();
  const shared = limitStore.store === "postgres" ? sharedLimits(limitStore.databaseUrl) : undefined;
  const of = (door: string, rates: AccountRates) =>
    accountLimits(rates, shared && ((name, rate) => shared(`${door}:${name}`, rate, hashed)));
  limits = { signIn: of("sign-in", SIGN_IN), signUp: of("sign-up", SIGN_UP), reset: of("reset", RESET) };
  return limits;
}

/** No address stands in the shared table. */
function hashed(text: string): string {
  return keyedHash("daybook rate limits", [text], "base64url");
}

/** Where a reset link leads on to. */
export const NEW_PASSWORD_PATH = "/new-password";

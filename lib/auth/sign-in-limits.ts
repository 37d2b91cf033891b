import { createHash } from "node:crypto";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** Failed tries that are borne within a quarter of an hour: from one network, and for one account from everywhere. */
export const SIGN_IN_LIMITS = { network: 30, account: 10, seconds: 900 };

/** Signing in, rationed in the memory of one process: nothing of it is stored or logged. */
export type SignInLimits = {
  /** Takes one try. @returns seconds to wait when there is none left, otherwise 0. */
  take: (network: string, account: string) => Promise<number>;
  /** The try succeeded: it does not count, and the account's failures are forgotten. */
  succeeded: (network: string, account: string) => Promise<void>;
};

/** Two limits: who guesses at many accounts meets the one, who guesses at one account from many places the other. */
export function createSignInLimits(limits = SIGN_IN_LIMITS): SignInLimits {
  const networks = new RateLimiterMemory({ points: limits.network, duration: limits.seconds });
  const accounts = new RateLimiterMemory({ points: limits.account, duration: limits.seconds });
  return {
    // Taken before the password is tried, so that many tries at once cannot slip through together.
    take: async (network, account) =>
      Math.max(await take(networks, network), await take(accounts, hash(account))),
    succeeded: async (network, account) => {
      await networks.reward(network, 1);
      await accounts.delete(hash(account));
    },
  };
}

async function take(store: RateLimiterMemory, key: string): Promise<number> {
  try {
    await store.consume(key, 1);
    return 0;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    throw refusal;
  }
}

/** Keys of equal length, however long the address that somebody typed. */
function hash(account: string): string {
  return createHash("sha256").update(account).digest("base64");
}

/** The limits of this process. */
export const signInLimits = createSignInLimits();

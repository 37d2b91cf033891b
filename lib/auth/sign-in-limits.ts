import { createHash } from "node:crypto";
import { tokenBuckets } from "#lib/http/rate-limits.ts";

/** Failed tries that are borne at once: from one network, and for one account from everywhere. All return in these seconds. */
export const SIGN_IN_LIMITS = { network: 30, account: 10, seconds: 900 };

/** Limits for signing in, in the memory of one process: nothing of it is stored or logged. */
export type SignInLimits = {
  /** Takes one try. @returns seconds to wait when there is none left, otherwise 0. */
  take: (network: string, account: string) => Promise<number>;
  /** The try succeeded: it does not count, and the account's failures are forgotten. */
  succeeded: (network: string, account: string) => void;
};

/**
 * Two limits: whoever guesses at many accounts from one network meets the one, whoever guesses at one account from many
 * networks the other.
 */
export function createSignInLimits(limits = SIGN_IN_LIMITS): SignInLimits {
  const networks = tokenBuckets({ events: limits.network, seconds: limits.seconds });
  const accounts = tokenBuckets({ events: limits.account, seconds: limits.seconds });
  return {
    // Taken before the password is tried, so that many tries at once cannot slip through together.
    take: async (network, account) =>
      Math.max(await networks.take(network, 1), await accounts.take(hash(account), 1)),
    succeeded: (network, account) => {
      networks.giveBack(network, 1);
      accounts.forget(hash(account));
    },
  };
}

/** A key of fixed length, however long the address that somebody typed. */
function hash(account: string): string {
  return createHash("sha256").update(account).digest("base64");
}

/** The limits of this process. */
export const signInLimits = createSignInLimits();

/** Where a reset link leads on to. */
export const NEW_PASSWORD_PATH = "/new-password";

/** Mails for a forgotten password: from one network, and to one address. */
export const resetLimits = createSignInLimits({ network: 20, account: 4, seconds: 3600 });

import { type AccountLimits, type AccountRates, accountLimits, limitNamed } from "#lib/http/rate-limits.ts";

/** Failed tries to sign in. */
const SIGN_IN = { network: 30, account: 10, seconds: 900 };
/** Accounts that are made, and mails for that. */
const SIGN_UP = { network: 20, account: 4, seconds: 3600 };
/** Mails for a forgotten password. */
const RESET = { network: 20, account: 4, seconds: 3600 };

type Limits = { signIn: AccountLimits; signUp: AccountLimits; reset: AccountLimits };
/** The limits of this process, or where INGEST_LIMITS says so, of all instances together. */
export function limitsOfAccounts(): Limits {
  const of = (door: string, rates: AccountRates) =>
    accountLimits(rates, (name, rate) => limitNamed(`${door}:${name}`, rate));
  return { signIn: of("sign-in", SIGN_IN), signUp: of("sign-up", SIGN_UP), reset: of("reset", RESET) };
}

/** Where a reset link leads on to. */
export const NEW_PASSWORD_PATH = "/new-password";

import { createSignInLimits } from "#lib/auth/sign-in-limits.ts";

/** Where a reset link leads on to. */
export const NEW_PASSWORD_PATH = "/new-password";

/** Mails asked for within an hour: from one network, and to one address. */
export const resetLimits = createSignInLimits({ network: 20, account: 4, seconds: 3600 });

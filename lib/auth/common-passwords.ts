let common: Promise<Set<string>> | undefined;

/**
 * Whether a new password is among the 49,000 that most people take, in whatever case, or stands in the address of its account:
 * these are what guessing begins with.
 */
export async function isCommonPassword(password: string, email: string): Promise<boolean> {
  // Loaded when the first one is chosen: it takes 60 ms.
  common ??= import("@zxcvbn-ts/language-common").then(
    ({ dictionary }) => new Set(dictionary["passwords-common"]),
  );
  const plain = password.toLowerCase();
  return (await common).has(plain) || email.toLowerCase().split("@").includes(plain) || plain === email;
}

/** What a person reads whose new password is one of these. */
export const COMMON_PASSWORD = "Many people use this password, so it is tried first. Take another one.";

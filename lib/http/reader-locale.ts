import Negotiator from "negotiator";

/** How one reader sees numbers and dates. `dates` is always English, as the screens are, in the reader's own order. */
export type ReaderLocale = { numbers: string; dates: string };

const FALLBACK = "en-GB";

/**
 * The reader's locale from an `Accept-Language` header. It is read once, on the server, and handed to the client, so
 * that both write the same text.
 */
export function readerLocale(acceptLanguage: string | null): ReaderLocale {
  const numbers = languages(acceptLanguage).find(isSupported) ?? FALLBACK;
  const locale = new Intl.Locale(numbers).maximize();
  // Month names are words, so they stay in the language of the screens; day before month is what most people write.
  const dates = locale.language === "en" ? numbers : locale.region === "US" ? "en-US" : FALLBACK;
  return { numbers, dates };
}

/** The languages that a reader wants, the best first. */
function languages(header: string | null): string[] {
  return new Negotiator({ headers: { "accept-language": header ?? undefined } })
    .languages()
    .filter((tag) => tag !== "*");
}

function isSupported(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    // A malformed tag, which any client can send.
    return false;
  }
}

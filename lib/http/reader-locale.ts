/** How one reader sees numbers and dates. `dates` is always English, as the screens are, in the reader's own order. */
export type ReaderLocale = { numbers: string; dates: string };

const FALLBACK = "en-GB";

/**
 * The reader's locale from an `Accept-Language` header. It is read once, on the server, and handed to the client, so
 * that both write the same text.
 */
export function readerLocale(acceptLanguage: string | null): ReaderLocale {
  const numbers = languageRanges(acceptLanguage).find(isSupported) ?? FALLBACK;
  const locale = new Intl.Locale(numbers).maximize();
  // Month names are words, so they stay in the language of the screens; day before month is what most people write.
  const dates = locale.language === "en" ? numbers : locale.region === "US" ? "en-US" : FALLBACK;
  return { numbers, dates };
}

function languageRanges(header: string | null): string[] {
  return (header ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...rest] = part.trim().split(";");
      const quality = rest.map((item) => /^\s*q=([\d.]+)\s*$/.exec(item)?.[1]).find(Boolean);
      return { tag, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ tag, quality }) => tag !== "" && tag !== "*" && quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);
}

function isSupported(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    // A malformed tag, which any client can send.
    return false;
  }
}

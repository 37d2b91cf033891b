const DAY_MS = 86_400_000;

/** The day (`YYYY-MM-DD`) that lies so many days after another one. */
export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Cuts a period, both ends included, into windows of at most `days` days. */
export function windows(from: string, to: string, days: number): { from: string; to: string }[] {
  const list: { from: string; to: string }[] = [];
  for (let first = from; first <= to; first = plusDays(first, days)) {
    const last = plusDays(first, days - 1);
    list.push({ from: first, to: last < to ? last : to });
  }
  return list;
}

/** @throws Error when the text is no day. */
export function parseDay(text: string, name: string): string {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
  if (!isDay || plusDays(text, 0) !== text) throw new Error(`--${name} wants a day such as 2025-01-31.`);
  return text;
}

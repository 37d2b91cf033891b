const formats = new Map<string, Intl.DateTimeFormat>();

/** The date (`YYYY-MM-DD`) of a moment (ms since 1970) in a time zone; in UTC if this runtime does not know the zone. */
export function dayIn(timeZone: string, moment: number): string {
  // en-CA writes dates as ISO 8601 does.
  return format(timeZone).format(moment);
}

function format(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const options = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
  let made: Intl.DateTimeFormat;
  try {
    made = new Intl.DateTimeFormat("en-CA", { ...options, timeZone });
  } catch {
    made = new Intl.DateTimeFormat("en-CA", { ...options, timeZone: "UTC" });
  }
  formats.set(timeZone, made);
  return made;
}

/** The names of all time zones, `UTC` first, as the server knows them. */
export function timeZones(): string[] {
  const named = Intl.supportedValuesOf("timeZone").filter((zone) => zone.includes("/"));
  return ["UTC", ...named];
}

/** Whether a name is a time zone's. Fixed offsets such as +02:00 are none: they have no name and no summer time. */
export function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return /^[A-Za-z]/.test(value);
  } catch {
    return false;
  }
}

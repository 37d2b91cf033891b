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

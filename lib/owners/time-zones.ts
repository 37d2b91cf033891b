/** The names of all time zones, `UTC` first, as the server knows them. */
export function timeZones(): string[] {
  const named = Intl.supportedValuesOf("timeZone").filter((zone) => zone.includes("/"));
  return ["UTC", ...named];
}

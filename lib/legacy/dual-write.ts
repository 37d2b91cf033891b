/**
 * The dual write, for the weeks in which the old dashboard is still looked at: with LEGACY_DUAL_WRITE=on each flush also
 * writes the old table's rows, in the same transaction. A fault of the old table never costs an event.
 * @returns the SQL function that a flush calls
 */
export function flushFunction(
  isDualWrite: boolean,
): "analytics_ingest_events" | "analytics_ingest_events_with_legacy" {
  return isDualWrite ? "analytics_ingest_events_with_legacy" : "analytics_ingest_events";
}

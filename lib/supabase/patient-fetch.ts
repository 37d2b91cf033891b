/** Longer than a hosted Supabase lets a statement of its API take (8 s), so that only silence is cut off. */
const PATIENCE_MS = 12_000;

/** `fetch` that gives up when no answer comes: a database that hangs must not leave people before an empty page. */
export function patientFetch(patienceMs = PATIENCE_MS): typeof fetch {
  return (input, init) => {
    const limit = AbortSignal.timeout(patienceMs);
    return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, limit]) : limit });
  };
}

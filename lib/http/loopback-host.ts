import type { IncomingMessage } from "node:http";

/** Whether a `Host` header names this very machine. */
function isLoopbackHost(host: string | null | undefined): boolean {
  const name = URL.parse(`http://${host}`)?.hostname;
  return name !== undefined && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(name);
}

/**
 * Why a request to what serves this machine only is refused, in one sentence; null: it is not. A site can let its own name
 * lead here (DNS rebinding), and its pages would read every answer: to the browser they come from that site.
 * @param appUrl a further address that is served, if there is one
 */
export function refusedHost(
  { host }: Pick<IncomingMessage["headers"], "host">,
  appUrl?: string,
): string | null {
  if (isLoopbackHost(host) || (appUrl && host === new URL(appUrl).host)) return null;
  return "This is served to the machine that it runs on, as localhost or 127.0.0.1. To reach it under another name, set APP_URL to that address.\n";
}

import "server-only";
import { headers } from "next/headers";
import { environment } from "#lib/http/environment.ts";

type Named = { get(name: string): string | null };

/**
 * The origin under which people reach Daybook, such as `https://daybook.example`: APP_URL where it is set, else the host that
 * this request was sent to. `X-Forwarded-Host` is not believed: where nothing in front sets it, anybody can.
 */
export async function requestOrigin(): Promise<string> {
  return originOf(await headers());
}

function originOf(headers: Named): string {
  const { appUrl } = environment();
  if (appUrl) return new URL(appUrl).origin;
  const isHttps = headers.get("x-forwarded-proto")?.split(",")[0]?.trim() === "https";
  return (
    URL.parse(`${isHttps ? "https" : "http"}://${headers.get("host")}`)?.origin ?? "http://localhost:3000"
  );
}

/** Begins every refusal of a form, so that a page knows the sentence for one that people can read. */
export const REFUSED_FORM = "This form was not accepted";

/**
 * From which host of Daybook's a request was sent, and in one sentence why it may be none of a form. Forms are for Daybook's
 * own pages only: those of APP_URL, and of the host that the request names.
 */
export function senderOfForm(headers: Named): { host: string; refusal?: string } {
  const own = new URL(originOf(headers)).host;
  const origin = headers.get("origin");
  // No browser of today leaves it out; what other programs send carries nobody's cookies.
  if (origin === null) return { host: own };
  const sender = URL.parse(origin);
  if (sender && [own, headers.get("host")].includes(sender.host)) return { host: sender.host };
  const from = sender ? sender.origin : "a page that does not say whose it is";
  const advice = sender
    ? `; if ${from} is this Daybook's own address, whoever runs it has to set APP_URL=${from}`
    : "";
  return {
    host: own,
    refusal: `${REFUSED_FORM}: it was sent from ${from}, and Daybook is reached at ${own} here${advice}.`,
  };
}

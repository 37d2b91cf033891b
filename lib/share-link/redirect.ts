import { clientAddress, clientNetwork } from "#lib/http/client-address.ts";
import { tooMany, waitAt } from "#lib/http/door-limits.ts";
import { logFault } from "#lib/http/faults.ts";
import { lookupFor } from "#lib/http/remembered-lookup.ts";
import type { Services } from "#lib/ingest/arrival.ts";
import type { IngestOwner } from "#lib/ingest/owner-lookup.ts";
import { readShareCode, readUserCode } from "#lib/owners/codes.ts";
import { type ShareLookup, shareKey } from "#lib/share-link/share-lookup.ts";
import { serviceClient } from "#lib/supabase/service-client.ts";

/** A person is not kept waiting longer for the database, in milliseconds. */
const PATIENCE_MS = 300;
const FETCHER_PATIENCE_MS = 3_000;

type Lookups = Pick<Services, "findOwner" | "limits"> & { findShare: ShareLookup };

type Share = { userCode: string; shareCode: string };

/**
 * `GET` and `HEAD /s/<user_code>/<share_code>`, in whatever case it is printed and whatever a messenger has left at its end.
 * People go on to the owner's card at once (302), and to Daybook's own page for it when the database does not say in time
 * where else it is; to a page that says so where the share is archived. Preview fetchers get a page to make their preview of,
 * and leave a record: the link was sent. HEAD leaves none.
 * @param origin of this Daybook as visitors see it, where the preview's picture is
 */
export async function openShare(
  request: Request,
  link: Share,
  services: Lookups,
  origin = new URL(request.url).origin,
): Promise<Response> {
  const wait = await waitAt("share", request.headers);
  if (wait > 0) return tooMany(wait);
  const fetcher = request.method === "HEAD" ? null : previewFetcher(request.headers.get("user-agent") ?? "");
  const until = performance.now() + (fetcher ? FETCHER_PATIENCE_MS : PATIENCE_MS);
  const network = clientNetwork(clientAddress(request.headers));
  const guesses = services.limits.unknownCodes;

  const { share, parameters } = readLink(link, new URL(request.url).searchParams);
  const owner = await inTime(lookupFor(services.findOwner, share.userCode, guesses, network), until);
  const known =
    owner && share.shareCode !== ""
      ? await inTime(
          lookupFor(services.findShare, shareKey(share.userCode, share.shareCode), guesses, network),
          until,
        )
      : null;
  if (known) share.shareCode = known.share_code;

  const address = known?.is_archived ? archivedAddress(share) : cardAddress(share, owner, parameters);
  const headers = { "Cache-Control": "private, no-store", Vary: "User-Agent", "X-Robots-Tag": "noindex" };
  if (!fetcher || !owner)
    return new Response(null, { status: 302, headers: { ...headers, Location: address } });

  if (!known?.is_archived && (await waitAt("preview", request.headers)) === 0)
    await recordPreview(share, fetcher);
  const picture = owner.card_url ? null : `${origin}/c/${encodeURIComponent(owner.user_code)}/preview.png`;
  return new Response(previewPage(owner.name || owner.user_code, address, picture), {
    headers: { ...headers, "Content-Type": "text/html; charset=utf-8" },
  });
}

/** The codes of a link as they are meant, and what else it carries: also parameters whose `?` got lost. */
function readLink({ userCode, shareCode }: Share, query: URLSearchParams) {
  const written = decoded(shareCode);
  const stray = written.includes("&") ? new URLSearchParams(written.slice(written.indexOf("&") + 1)) : [];
  const share = { userCode: readUserCode(decoded(userCode)) || userCode, shareCode: readShareCode(written) };
  return { share, parameters: new URLSearchParams([...stray, ...query]) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What a question found; null when it is nothing, or nobody says in time. */
async function inTime<T extends object>(
  question: Promise<T | null | "unavailable" | { retryAfter: number }>,
  until: number,
): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, until - performance.now(), null);
  });
  const found = await Promise.race([question, timeUp]);
  clearTimeout(timer);
  return found === null || found === "unavailable" || "retryAfter" in found ? null : found;
}

/** The card with the share's code, and with what else the link carried, such as UTM parameters. */
function cardAddress(
  { userCode, shareCode }: Share,
  owner: IngestOwner | null,
  parameters: URLSearchParams,
): string {
  parameters.delete("s");
  if (shareCode !== "") parameters.set("s", shareCode);

  const card = owner?.card_url ? URL.parse(owner.card_url) : null;
  // Relative to wherever the browser is: behind a proxy this server may not know its own name.
  if (!card) return `/c/${encodeURIComponent(userCode)}${parameters.size > 0 ? `?${parameters}` : ""}`;
  for (const [name, value] of parameters) card.searchParams.set(name, value);
  return card.href;
}

/** The page that says that the owner has put this link away. */
function archivedAddress({ userCode, shareCode }: Share): string {
  return `/s/${encodeURIComponent(userCode)}/${encodeURIComponent(shareCode)}/archived`;
}

/** A preview that cannot be recorded is only logged: the page is answered all the same. */
async function recordPreview({ userCode, shareCode }: Share, fetcher: string): Promise<void> {
  const { error } = await serviceClient()
    .rpc("analytics_record_share_preview", {
      p_user_code: userCode,
      p_share_code: shareCode,
      p_fetcher: fetcher,
    })
    .abortSignal(AbortSignal.timeout(FETCHER_PATIENCE_MS));
  if (error) logFault("analytics_record_share_preview", error);
}

/**
 * The page that previews are made of. Without `og:url`: some sites would send people there instead of to the share link.
 * The refresh is for a person whose browser was taken for a fetcher.
 */
function previewPage(name: string, cardAddress: string, picture: string | null): string {
  const title = escapeHtml(name);
  const address = escapeHtml(cardAddress);
  const description = `The contact card of ${title}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="description" content="${description}">
<meta property="og:type" content="profile">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
${picture ? `<meta property="og:image" content="${escapeHtml(picture)}">\n` : ""}<meta name="twitter:card" content="${picture ? "summary_large_image" : "summary"}">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url=${address}">
</head>
<body><a href="${address}">${title}</a></body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * Who fetches a link to show a preview of it, by its user agent. Messages on Apple devices names both Facebook and
 * Twitter, so it comes before them, as does LINE, which names Facebook; Signal fetches under WhatsApp's name and cannot be told apart.
 */
const FETCHERS: [name: string, pattern: RegExp][] = [
  ["iMessage", /facebookexternalhit.*Twitterbot/i],
  ["WhatsApp", /^WhatsApp\//i],
  ["Telegram", /TelegramBot/i],
  ["Slack", /Slackbot-LinkExpanding|Slack-ImgProxy/i],
  ["LinkedIn", /LinkedInBot/i],
  ["X", /Twitterbot/i],
  ["LINE", /line-poker/i],
  ["Facebook", /facebookexternalhit|Facebot/i],
  ["Discord", /Discordbot/i],
  ["Microsoft Teams", /SkypeUriPreview|MicrosoftPreview/i],
  ["Viber", /^Viber/i],
  ["Mastodon", /^Mastodon\/|http\.rb\/.*Mastodon/i],
  ["Bluesky", /Bluesky Cardyb/i],
  ["Reddit", /redditbot/i],
  ["Pinterest", /Pinterestbot|^Pinterest\//i],
  ["Google Chat", /Google-PageRenderer/i],
  ["Embedly", /Embedly/i],
  ["Iframely", /Iframely/i],
  ["Zoom", /ZoomLinkPreview/i],
];

/** The name of the messenger or site that a preview is fetched for; null for everybody else. */
export function previewFetcher(userAgent: string): string | null {
  const start = userAgent.slice(0, 1024);
  return FETCHERS.find(([, pattern]) => pattern.test(start))?.[0] ?? null;
}

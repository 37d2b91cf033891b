import { logFault } from "#lib/http/faults.ts";
import type { IngestOwner, OwnerLookup } from "#lib/ingest/owner-lookup.ts";
import { isShareCode } from "#lib/owners/codes.ts";
import { previewFetcher } from "#lib/share-link/preview-fetchers.ts";
import { serviceClient } from "#lib/supabase/service-client.ts";

/** A person is not kept waiting longer for the database, in milliseconds. */
const PATIENCE_MS = 300;
const FETCHER_PATIENCE_MS = 3_000;

type Share = { userCode: string; shareCode: string };

/**
 * `GET` and `HEAD /s/<user_code>/<share_code>`. People go on to the owner's card at once (302), and to Daybook's own
 * page for it when the database does not say in time where else it is. Preview fetchers get a page to make their
 * preview of, and leave a record: the link was sent. HEAD leaves none.
 */
export async function openShare(
  request: Request,
  share: Share,
  services: { findOwner: OwnerLookup },
): Promise<Response> {
  const fetcher = request.method === "HEAD" ? null : previewFetcher(request.headers.get("user-agent") ?? "");
  const owner = await ownerInTime(
    share.userCode,
    services.findOwner,
    fetcher ? FETCHER_PATIENCE_MS : PATIENCE_MS,
  );
  const address = cardAddress(share, owner, new URL(request.url).searchParams);
  const headers = { "Cache-Control": "private, no-store", Vary: "User-Agent", "X-Robots-Tag": "noindex" };
  if (!fetcher || !owner)
    return new Response(null, { status: 302, headers: { ...headers, Location: address } });

  await recordPreview(share, fetcher);
  return new Response(previewPage(owner.name || owner.user_code, address), {
    headers: { ...headers, "Content-Type": "text/html; charset=utf-8" },
  });
}

/** The owner, or null when there is none or the database does not answer in time. */
async function ownerInTime(
  userCode: string,
  findOwner: OwnerLookup,
  patienceMs: number,
): Promise<IngestOwner | null> {
  if (userCode.length > 64) return null;
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, patienceMs, null);
  });
  const owner = await Promise.race([findOwner(userCode), timeUp]);
  clearTimeout(timer);
  return owner === "unavailable" ? null : owner;
}

/** The card with the share's code, and with what else the link carried, such as UTM parameters. */
function cardAddress(
  { userCode, shareCode }: Share,
  owner: IngestOwner | null,
  query: URLSearchParams,
): string {
  const parameters = new URLSearchParams(query);
  parameters.delete("s");
  if (isShareCode(shareCode)) parameters.set("s", shareCode);

  const card = owner?.card_url ? URL.parse(owner.card_url) : null;
  // Relative to wherever the browser is: behind a proxy this server may not know its own name.
  if (!card) return `/c/${encodeURIComponent(userCode)}${parameters.size > 0 ? `?${parameters}` : ""}`;
  for (const [name, value] of parameters) card.searchParams.set(name, value);
  return card.href;
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
function previewPage(name: string, cardAddress: string): string {
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
<meta name="twitter:card" content="summary">
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

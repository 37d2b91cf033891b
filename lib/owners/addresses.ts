/** The one line that installs the tracker on the owner's site. */
export function installSnippet(origin: string, userCode: string): string {
  return `<script defer src="${origin}/tracker.js" data-user-code="${userCode}"></script>`;
}

/** Where the owner's card stands; with a share, the address to hand out. */
export function cardAddress(origin: string, userCode: string, shareCode = ""): string {
  return `${origin}/c/${userCode}${shareCode && `?s=${shareCode}`}`;
}

/** The link to hand out. It leads to the owner's card, wherever that stands, and carries the share. */
export function shareLink(origin: string, userCode: string, shareCode: string): string {
  return `${origin}/s/${encodeURIComponent(userCode)}/${encodeURIComponent(shareCode)}`;
}

/**
 * The line that gives a site of one's own an opt-out by its address, above the tracker's. It stores what the tracker
 * looks for (lib/tracker/privacy.ts), because only a page of that site can store anything there.
 */
export const EXCLUSION_SNIPPET =
  '<script>if(/[?&]daybook=off/.test(location.search))localStorage["daybook.off"]="1"; if(/[?&]daybook=on/.test(location.search))delete localStorage["daybook.off"]</script>';

/** The card's address that leaves the browser which opens it out, or lets it in again, where that line stands. */
export function exclusionAddress(cardUrl: string, wish: "off" | "on"): string {
  const address = new URL(cardUrl);
  address.searchParams.set("daybook", wish);
  return address.href;
}

/** The one line that installs the tracker on the owner's site. */
export function installSnippet(origin: string, userCode: string): string {
  return `<script defer src="${origin}/tracker.js" data-user-code="${userCode}"></script>`;
}

/** Where the owner's card stands; with a share, the address to hand out. */
export function cardAddress(origin: string, userCode: string, shareCode = ""): string {
  return `${origin}/c/${userCode}${shareCode && `?s=${shareCode}`}`;
}

import { sessionUuid } from "#lib/session-id.ts";
import { time } from "#lib/tracker/browser.ts";
import { onTarget, targetOfName } from "#lib/tracker/clicks.ts";
import { hasLeft, onNavigation, pageName, shareInUrl } from "#lib/tracker/pages.ts";
import { mayRecord, optOut } from "#lib/tracker/privacy.ts";
import { add, flush, start } from "#lib/tracker/send.ts";
import { change, resolveEndpoint, type Settings, settings } from "#lib/tracker/settings.ts";
import { openStorage } from "#lib/tracker/storage.ts";
import { uuidv7, visitOf } from "#lib/tracker/visit.ts";

export { optOut };

/** Changes where and how this page's events are sent. Once, before the first event. */
export function configure(changes: Partial<Pick<Settings, "endpoint" | "hash" | "storage" | "debug">>): void {
  // Where a variable of the app's is not set, the default holds.
  change(Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)));
}

/** A new session id. Keep it for one visit in one tab; `sessionStorage` is the place for it. */
export function newSessionId(): string {
  return uuidv7(time.now());
}

let isStarted = false;

/**
 * Records page views and clicks of a visit whose id the caller keeps. On a server, where there is no visitor, every
 * call does nothing. The methods can be taken apart and passed on.
 */
export const analyticsBatcher = {
  /**
   * `sessionId` is a UUID or the site's own name of the visit, such as `order-4711`; `shareCode` is `""` for a direct visit;
   * `page` is a path or a name, at most 200 long.
   */
  trackPageView(sessionId: string, userCode: string, shareCode: string, page: string): void {
    track(sessionId, userCode, shareCode, page);
  },

  /** `target` is a contact method (`whatsapp`, `save_contact`) or a name of your own, which becomes `custom:<name>`. */
  trackClick(sessionId: string, userCode: string, shareCode: string, page: string, target: string): void {
    const name = targetOfName(`${target}`.replace(/^custom:/, ""));
    if (name) track(sessionId, userCode, shareCode, page, name);
  },

  /** Sends what is waiting now. Resolves when it was tried; what could not be sent stays in the queue. */
  async flush(): Promise<void> {
    if (isStarted) await flush();
  },
};

function track(sessionId: string, userCode: string, shareCode: string, page: string, target?: string): void {
  if (typeof document === "undefined") return;
  begin();
  if (!mayRecord()) return;
  const now = time.now();
  // Without an id of the site's own the visit is the tab's.
  const visit = visitOf(userCode, shareCode, now, sessionId ? sessionUuid(`${sessionId}`) : undefined);
  add({ ...visit, user_code: userCode, share_code: shareCode }, now, page, target);
}

/** The site that `trackSite` records, and the page that was recorded last. */
let site: { userCode: string; shareCode: string | undefined } | undefined;
let last = { userCode: "", page: "" };
let isListening = false;

/**
 * Records by itself, as the script does: every page that the visitor comes to, whichever router changes the address, and clicks
 * on contact links and on what has `data-analytics-target`. A visit is the tab's. One site at a time.
 * @param shareCode without it `?s=<code>` of the address names the share
 * @returns ends it
 */
export function trackSite(userCode: string, shareCode?: string): () => void {
  if (typeof document === "undefined") return () => {};
  begin();
  const own = { userCode, shareCode };
  site = own;
  if (!isListening) {
    isListening = true;
    onTarget(recordHere);
    // A router changes the address and then the page; what the page declares is read after both.
    onNavigation(() => queueMicrotask(seePage));
  }
  seePage();
  return () => {
    if (site === own) site = undefined;
  };
}

/** Records the page that the visitor sees, unless it is the one seen last: a component may be mounted twice. */
function seePage(): void {
  if (!site) return;
  const { userCode } = site;
  if (userCode === last.userCode && !hasLeft(last.page)) return;
  last = { userCode, page: pageName() };
  recordHere();
}

function recordHere(target?: string, link?: string, handsOver?: boolean): void {
  if (!site || !mayRecord()) return;
  const now = time.now();
  add(visitOf(site.userCode, site.shareCode ?? shareInUrl(), now), now, pageName(), target, link, handsOver);
}

/** Opens the queue on this page, once. */
function begin(): void {
  if (isStarted) return;
  isStarted = true;
  // A site that calls the module itself has decided to record, so localhost counts too unless it is configured otherwise.
  settings.allowLocal ??= "";
  resolveEndpoint(location.origin);
  openStorage();
  start();
}

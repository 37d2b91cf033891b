import { sessionUuid } from "#lib/session-id.ts";
import { time } from "#lib/tracker/browser.ts";
import { targetOfName } from "#lib/tracker/clicks.ts";
import { optOut, whyNot } from "#lib/tracker/privacy.ts";
import { add, flush, start } from "#lib/tracker/send.ts";
import { change, resolveEndpoint, type Settings, say, settings } from "#lib/tracker/settings.ts";
import { openStorage } from "#lib/tracker/storage.ts";
import { closeVisit, uuidv7, visitOf } from "#lib/tracker/visit.ts";

export { optOut };

/** Changes where and how this page's events are sent. Once, before the first event. */
export function configure(changes: Partial<Pick<Settings, "endpoint" | "storage" | "debug">>): void {
  change(changes);
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
  /** `sessionId` is a UUID or the site's own name of the visit, such as `order-4711`; `shareCode` is `""` for a direct visit; `page` is a path or a name, at most 200 long. */
  trackPageView(sessionId: string, userCode: string, shareCode: string, page: string): void {
    track(sessionId, userCode, shareCode, page);
  },

  /** `target` is a contact method (`whatsapp`, `save_contact`) or a name of your own, which becomes `custom:<name>`. */
  trackClick(sessionId: string, userCode: string, shareCode: string, page: string, target: string): void {
    const known = targetOfName(target.replace(/^custom:/, ""));
    if (known) track(sessionId, userCode, shareCode, page, known);
  },

  /** Sends what is waiting now. Resolves when it was tried; what could not be sent stays in the queue. */
  async flush(): Promise<void> {
    if (isStarted) await flush();
  },
};

function track(sessionId: string, userCode: string, shareCode: string, page: string, target?: string): void {
  if (typeof document === "undefined") return;
  if (!isStarted) {
    isStarted = true;
    // A site that calls the module itself has decided to record, so localhost counts too unless it is configured otherwise.
    settings.allowLocal ??= "";
    resolveEndpoint(location.origin);
    openStorage();
    start();
    addEventListener("pagehide", closeVisit);
  }
  const reason = whyNot();
  if (reason) {
    say(reason);
    return;
  }
  const now = time.now();
  // Without an id of the site's own the visit is the tab's.
  const visit = visitOf(userCode, shareCode, now, sessionId ? sessionUuid(`${sessionId}`) : undefined);
  add({ ...visit, user_code: userCode, share_code: shareCode }, now, page, target);
}

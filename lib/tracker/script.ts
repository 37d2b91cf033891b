import { attempt, originOf, time } from "#lib/tracker/browser.ts";
import { onTarget, targetOfName } from "#lib/tracker/clicks.ts";
import { hasLeft, onNavigation, pageName, shareInUrl } from "#lib/tracker/pages.ts";
import { mayRecord, optOut } from "#lib/tracker/privacy.ts";
import { add, flush, start } from "#lib/tracker/send.ts";
import { change, resolveEndpoint, settings, warn } from "#lib/tracker/settings.ts";
import { openStorage } from "#lib/tracker/storage.ts";
import { visitOf } from "#lib/tracker/visit.ts";

/** What pages may call; before the script has come, as an array of calls. */
const api = {
  __proto__: null,
  /** Records a page view under a name of the site's own. */
  page: view,
  /** Records a click on a target of the site's own. */
  click: (name?: unknown) => {
    const target = targetOfName(name);
    if (target) record(target);
  },
  flush,
  optOut,
  push: ([name, value]: Call): unknown => (api[name] as (value?: string) => unknown)(value),
};
type Call = [name: "page" | "click" | "optOut" | "flush", value?: string];

declare global {
  interface Window {
    /** An array of calls before the script has come, afterwards these functions. */
    daybook?: typeof api | Call[];
    /** Settings of a page whose tag manager takes the script's attributes away. */
    daybook_config?: object;
    /** The owner whose tracker runs on this page. */
    daybook_owner?: string;
  }
}

const script = document.currentScript as HTMLScriptElement | null;

/** How often a page that is not seen looks whether it is. */
const SEEN_MS = 500;

/** The page that the visitor sees, as it was last recorded. */
let page = "";

function view(name?: string): void {
  page = name || pageName();
  record();
}

/** Records a click on a target; without one, a view of the page. */
function record(target?: string, site?: string, handsOver?: boolean): void {
  if (!mayRecord()) return;
  const now = time.now();
  add(visitOf(settings.userCode, shareInUrl(), now), now, page || pageName(), target, site, handsOver);
}

function navigated(): void {
  if (hasLeft(page)) view();
}

function run(): void {
  change(window.daybook_config);
  change(script?.dataset);
  const { userCode } = settings;
  const running = window.daybook_owner;
  // A second copy on the same page would count everything twice.
  if (userCode && running === userCode) return;
  if (!userCode || running) {
    warn("not recorded for", userCode);
    return;
  }
  window.daybook_owner = userCode;
  resolveEndpoint(originOf(script?.src) || location.origin);
  openStorage();
  // Before anything that the page may have broken.
  if (!("manual" in settings)) attempt(navigated);
  attempt(listen);
}

/** Records what happens on the page from now on. */
function listen(): void {
  start();
  onTarget(record);
  if (!("manual" in settings)) {
    // A router changes the address and then the page; what the page declares is read after both.
    onNavigation(() => queueMicrotask(navigated));
    // Back from the browser's back/forward cache: the page is seen once more.
    addEventListener("pageshow", (event) => event.persisted && view(page));
  }
  offerCalls();
}

/** Answers to `daybook.page(…)` and the like, those made before the script came first; a page's own `daybook` is left alone. */
function offerCalls(): void {
  const early: unknown = window.daybook;
  if (early && !Array.isArray(early)) return;
  window.daybook = api;
  for (const call of (early as Call[] | undefined) ?? []) attempt(() => api.push(call));
}

/** Begins when the page is seen: not while the browser only prepares it, and not in a hidden frame of the same site. */
function runWhenSeen(): void {
  const frame = window.frameElement;
  const isHidden =
    frame && (frame.clientWidth < 2 || frame.checkVisibility?.({ visibilityProperty: true }) === false);
  if (document.prerendering || isHidden) setTimeout(runWhenSeen, SEEN_MS);
  else run();
}

runWhenSeen();

import { onTarget, targetOfName } from "#lib/tracker/clicks.ts";
import { onNavigation, pageName } from "#lib/tracker/pages.ts";
import { isAllowed, optOut } from "#lib/tracker/privacy.ts";
import { add, flush, start } from "#lib/tracker/send.ts";
import { settings } from "#lib/tracker/settings.ts";
import { openStorage } from "#lib/tracker/storage.ts";
import { visitOf } from "#lib/tracker/visit.ts";

/** `window.daybook`: an array of calls before the script has come, afterwards these functions. */
const api = {
  /** Records a page view under a name of the site's own. */
  page: view,
  /** Records a click on a target of the site's own. */
  click: (name: string) => record(targetOfName(name)),
  flush,
  optOut,
  push: ([name, value]: Call): unknown => (api[name] as (value?: string) => unknown)(value),
};
type Call = [name: "page" | "click" | "optOut" | "flush", value?: string];

declare global {
  interface Window {
    daybook?: typeof api | Call[];
  }
  interface Document {
    prerendering?: boolean;
  }
}

const script = document.currentScript as HTMLScriptElement;

/** The page that the visitor sees, as it was last recorded. */
let page = "";

function view(name: string): void {
  page = name;
  record();
}

/** Records a click on a target; without one, a view of the page. */
function record(target?: string, handsOver?: boolean): void {
  if (!isAllowed()) return;
  const now = Date.now();
  add(visitOf(settings.userCode, shareInUrl(), now), now, page || pageName(), target, handsOver);
}

function navigated(): void {
  const name = pageName();
  if (name !== page) view(name);
}

/** `?s=<code>`, and `/s/<code>` where the site says so. */
function shareInUrl(): string | undefined {
  return new RegExp(`(?:[?&]s=${"sharePath" in settings ? "|/s/" : ""})([\\w-]+)`).exec(location.href)?.[1];
}

function run(): void {
  const early = window.daybook;
  // A second copy on the same page would count everything twice.
  if (!early || !("page" in early)) {
    window.daybook = api;
    Object.assign(settings, { endpoint: new URL(settings.endpoint, script.src) }, script.dataset);
    openStorage();
    start();
    onTarget(record);
    if (!("manual" in settings)) {
      // A router changes the address and then the page; what the page declares is read after both.
      onNavigation(() => queueMicrotask(navigated));
      navigated();
      // Back from the browser's back/forward cache: the page is seen once more.
      addEventListener("pageshow", (event) => event.persisted && view(page));
    }
    early?.forEach(api.push);
  }
}

// A page that the browser prepares without being asked has not been seen yet.
if (document.prerendering) document.addEventListener("prerenderingchange", run);
else run();

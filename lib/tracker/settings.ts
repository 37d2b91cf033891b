import { attempt } from "#lib/tracker/browser.ts";

/** How the tracker behaves on this page: `window.daybook_config`, the script's `data-` attributes, or `configure`. */
export type Settings = {
  /** Where batches go: an address, or a path on the origin of the script. */
  endpoint: string;
  userCode?: string;
  /** The route after `#` is the page's name. This and the next take any value but `false`. */
  hash?: string | boolean;
  /** Only the site's own calls are page views. */
  manual?: string | boolean;
  /** `/s/<code>` in the path names the share, too. */
  sharePath?: string | boolean;
  /** `"none"`: keep nothing in the browser's storage, only in memory. */
  storage?: string;
  /** Record on `localhost` and its like, too. */
  allowLocal?: string | boolean;
  /** Say in the console why nothing is sent, and what the server refused. */
  debug?: string | boolean;
};

/** Without a prototype: what a page gives to all objects is no setting. */
export const settings = { __proto__: null, endpoint: "/api/ingest" } as unknown as Settings;

/** Takes settings over, whatever else may stand in their place. */
export function change(changes?: object): void {
  for (const [name, value] of Object.entries(changes ?? {}))
    if (`${value}` !== "false") Object.assign(settings, { [name]: `${value}` });
}

/** Where batches go, in full; paths lie on this origin. */
export function resolveEndpoint(origin: string): void {
  if (/^\/\w/.test(settings.endpoint)) settings.endpoint = origin + settings.endpoint;
}

/** Says something in the console, if the site wants to know. */
export function say(...words: unknown[]): void {
  if ("debug" in settings) warn(...words);
}

export function warn(...words: unknown[]): void {
  attempt(() => console.warn("Daybook", ...words));
}

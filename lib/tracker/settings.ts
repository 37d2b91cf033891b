/** How the tracker behaves on this page: the script's `data-` attributes, or what `configure` was given. */
export type Settings = {
  /** Where batches go. */
  endpoint: string | URL;
  userCode?: string;
  /** Any value: the route after `#` is the page's name. */
  hash?: string;
  /** Any value: only the site's own calls are page views. */
  manual?: string;
  /** Any value: `/s/<code>` in the path names the share, too. */
  sharePath?: string;
  /** `"none"`: keep nothing in the browser's storage, only in memory. */
  storage?: string;
  /** `"false"`: record visitors who send Global Privacy Control or Do Not Track, too. Only for those who may. */
  respectDnt?: string;
  /** Any value: record on `localhost` and its like, too. */
  allowLocal?: string;
  /** Any value: say once in the console what the server refused. */
  debug?: string;
};

export const settings: Settings = { endpoint: "/api/ingest" };

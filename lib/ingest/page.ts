const LONGEST_PAGE = 200;

/** What is kept of a page: its path or name. Host, query and fragment may hold personal data, and are dropped. */
export function pagePath(page: string): string {
  const withoutHost = page.trim().replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "");
  const path = withoutHost.replace(/[?#].*$/s, "").trim();
  // An address without a path is its site's first page.
  return path === "" && page.trim() !== "" ? "/" : path;
}

export function isPath(path: string): boolean {
  return path.length >= 1 && path.length <= LONGEST_PAGE;
}

import { real } from "#lib/tracker/browser.ts";
import { settings } from "#lib/tracker/settings.ts";

/** The page's name: what an element declares, else its path. */
export function pageName(): string {
  const declared = document.querySelector<HTMLElement>("[data-analytics-page]")?.dataset.analyticsPage;
  return declared || pagePath();
}

/** The path, or the route after `#`. Never a query, nor a fragment that is no route: a sign-in leaves its token there. */
export function pagePath(): string {
  return ("hash" in settings && /#!?(\/[^?#&;=]*)/.exec(location.href)?.[1]) || location.pathname;
}

/** Whether the visitor has come to another page than this one. A name that is declared late is none. */
export function hasLeft(page: string): boolean {
  return pageName() !== page && pagePath() !== page;
}

/** The share that the address names: `?s=<code>`, and `/s/<code>` where the site says so. */
export function shareInUrl(): string | undefined {
  const place = "sharePath" in settings ? /[?&/]s[=/]([\w-]{1,64})/ : /[?&]s=([\w-]{1,64})/;
  return place.exec(location.href)?.[1];
}

/** Calls back when the address of this document has changed, or may have. */
export function onNavigation(react: () => void): void {
  const navigation = real("Navigation", "navigation");
  // In a sandboxed frame it has no entry, and stays silent.
  if (navigation?.currentEntry) {
    navigation.addEventListener("currententrychange", react);
    return;
  }
  addEventListener("popstate", react);
  const history = real("History", "history");
  if (!history) return;
  for (const method of ["pushState", "replaceState"] as const) {
    const original = history[method];
    history[method] = (...state) => {
      original.apply(history, state);
      react();
    };
  }
}

import { settings } from "#lib/tracker/settings.ts";

/** The page's name: what an element declares, else its path, or the route after `#`. Never a query. */
export function pageName(): string {
  const declared = document.querySelector<HTMLElement>("[data-analytics-page]")?.dataset.analyticsPage;
  return declared || ("hash" in settings && location.hash.slice(1)) || location.pathname;
}

/** Calls back when the address of this document has changed, or may have. */
export function onNavigation(react: () => void): void {
  if (window.navigation) {
    navigation.addEventListener("currententrychange", react);
  } else {
    for (const method of ["pushState", "replaceState"] as const) {
      const original = history[method];
      history[method] = (...state) => {
        original.apply(history, state);
        react();
      };
    }
    addEventListener("popstate", react);
  }
}

import { settings } from "#lib/tracker/settings.ts";

/** The page's name: what an element declares, else its path, or the route after `#`. Never a query. */
export function pageName(): string {
  const declared = document.querySelector<HTMLElement>("[data-analytics-page]")?.dataset.analyticsPage;
  return declared || ("hash" in settings && location.hash.slice(1)) || location.pathname;
}

/** Calls back when the address of this document has changed, or may have. */
export function onNavigation(react: () => void): void {
  const navigation = navigationApi();
  if (navigation) {
    navigation.addEventListener("currententrychange", react);
    return;
  }
  // A page's own `const history` hides the browser's, but never the one of the window.
  const { history } = window;
  for (const method of ["pushState", "replaceState"] as const) {
    const original = history[method];
    history[method] = (...state) => {
      original.apply(history, state);
      react();
    };
  }
  addEventListener("popstate", react);
}

/**
 * The browser's Navigation API, where it has one and the page has nothing of its own under that name: a variable, a
 * function, an element. Asked for its kind, because `Navigation` may be the page's own class as well.
 */
function navigationApi(): Navigation | undefined {
  try {
    const found = window.navigation;
    return Object.prototype.toString.call(found) === "[object Navigation]" ? found : undefined;
  } catch {
    return undefined;
  }
}

// Tells when the visitor sees another page: the first, those of single-page navigation, and pages
// that the browser brings back whole from its back/forward cache.

/**
 * `onView` gets the address of the page before, or what brought the visitor to the first page.
 *
 * A new entry of the history is a page when its address is another one, its query included, as it would be
 * had the browser loaded it. A replaced address is one only when it leads elsewhere: applications write
 * filters and positions into the query of the page that is shown.
 */
export function observePages(address: () => string, onView: (referrer: string) => void): void {
  let shown = address();
  const withoutQuery = (url: string) => url.replace(/\?[^#]*/, "");

  const lookAgain = (replaced?: unknown) => {
    const before = shown;
    shown = address();
    const same =
      replaced === true ? withoutQuery(before) === withoutQuery(shown) : before === shown;
    if (!same) onView(before);
  };

  for (const method of ["pushState", "replaceState"] as const) {
    const original = history[method];
    history[method] = function (this: History, ...args) {
      original.apply(this, args);
      lookAgain(method === "replaceState");
    };
  }
  for (const type of ["popstate", "hashchange"]) addEventListener(type, lookAgain);
  addEventListener("pageshow", (event) => {
    if (event.persisted) onView(document.referrer);
  });
  onView(document.referrer);
}

/** Calls back once the page is shown: at once, or when a prerendered page is activated, if ever. */
export function whenShown(start: () => void): void {
  if ((document as Document & { prerendering?: boolean }).prerendering) {
    document.addEventListener("prerenderingchange", start, { once: true });
  } else start();
}

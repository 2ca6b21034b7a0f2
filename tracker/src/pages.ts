// Tells when the visitor sees another page: the first, those of single-page navigation, and pages
// that the browser brings back whole from its back/forward cache.

/**
 * `onView` gets the address of the page before, or what brought the visitor to the first page.
 *
 * A new entry of the history is a page when its address is another one, its query included, as it would be
 * had the browser loaded it. A replaced address is one only when it leads elsewhere: applications write
 * filters and positions into the query of the page that is shown. `query` says otherwise: see Settings.
 */
export function observePages(
  address: () => string,
  query: string | undefined,
  onView: (referrer: string) => void,
): void {
  let shown = address();
  const lookAgain = (replaced?: unknown) => {
    const before = shown;
    shown = address();
    const ignored = query === "ignore" || (replaced === true && query !== "all") ? /\?[^#]*/ : "";
    if (before.replace(ignored, "") !== shown.replace(ignored, "")) onView(before);
  };

  for (const method of ["pushState", "replaceState"] as const) {
    const original = history[method];
    history[method] = (...args) => {
      original.apply(history, args);
      lookAgain(method === "replaceState");
    };
  }
  // Of another fragment, too.
  addEventListener("popstate", lookAgain);
  addEventListener("pageshow", (event) => {
    if (event.persisted) onView(document.referrer);
  });
  onView(document.referrer);
}

/** Calls back once the page is shown: at once, or when a prerendered page is activated, if ever. */
export function whenShown(start: () => void): void {
  if ((document as Document & { prerendering?: boolean }).prerendering) {
    document.addEventListener("prerenderingchange", start);
  } else start();
}

// Tells when the visitor sees another page: the first, those of single-page navigation, and pages
// that the browser brings back whole from its back/forward cache.

/** `onView` gets the address of the page before, or what brought the visitor to the first page. */
export function observePages(onView: (referrer: string) => void): void {
  let { href, pathname } = location;

  const lookAgain = () => {
    if (location.pathname !== pathname) onView(href);
    ({ href, pathname } = location);
  };

  for (const method of ["pushState", "replaceState"] as const) {
    const original = history[method];
    history[method] = function (this: History, ...args) {
      original.apply(this, args);
      lookAgain();
    };
  }
  addEventListener("popstate", lookAgain);
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

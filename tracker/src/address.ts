// What of the page's address is sent, and what of it makes another page.

/** The page, and in its fragment a path: up to a `?`, without a leading `!` or `/`, and not if it holds a `=`. */
const PARTS = /^([^#]*)(?:#!?\/?([^?=!/][^?=]*)(?=\?|$))?/;

/**
 * The address without its fragment, which may hold a token. With `hash`, for applications that route by it,
 * the fragment's own path stays, always written `#/path`; its query goes, and so does what looks like
 * parameters (`#access_token=…`).
 */
export function pageAddress(href: string, hash: boolean): string {
  const [, page, route] = PARTS.exec(href) as unknown as [string, string, string?];
  return hash && route ? `${page}#/${route}` : page;
}

// What of the page's address is sent, and what of it makes another page.

/**
 * The address without its fragment, which may hold a token. With `hash`, for applications that route by it,
 * the fragment's own path stays, always written `#/path`; its query goes, and so does what looks like
 * parameters (`#access_token=…`).
 */
export function pageAddress(href: string, hash: boolean): string {
  const [address, fragment = ""] = href.split(/#(.*)/s) as [string, string?];
  const route = fragment.split("?", 1)[0]?.replace(/^!?\/?/, "");
  return hash && route && !route.includes("=") ? `${address}#/${route}` : address;
}

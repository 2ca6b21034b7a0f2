// What the owner of the site has chosen: attributes of the script tag without their `data-`, or what `init` was
// given. As attributes go, everything is text, and what is absent is undefined.

export interface Settings {
  /** The project's public key. */
  project: string;
  /** Where events go. */
  endpoint: string;
  /** Present: the fragment is a route. */
  hash?: string;
  /** `ignore`: another query is no other page. `all`: also where the address is only replaced. */
  query?: string;
  /** `off`: page views are those alone that the page tells of. */
  pages?: string;
  /** `off`: links and forms are not watched. */
  links?: string;
  /** `ignore`: Global Privacy Control and Do Not Track are left to the server. */
  signals?: string;
  /** Chunks to fetch, separated by spaces: clicks, moves, vitals, errors, missing. */
  with?: string;
  /** `all`: not only elements that are marked. */
  clicks?: string;
  /** The share of pages on which movement is recorded, 0 to 1. */
  moves?: string;
  /** Present: this page says of another that there is none. */
  missing?: string;
  /** `none`, `cookieless` or `full`. */
  consent?: string;
  /** Present: events that could not be sent wait in local storage. Full consent allows it, too. */
  storage?: string;
  /** Hosts, separated by spaces: nothing is sent but from these and those below them. */
  hosts?: string;
}

/** Whether the browser asks for its user not to be counted. */
export const forbids = ({ signals }: Settings): boolean =>
  signals == null &&
  // @ts-expect-error: TypeScript's library does not know Global Privacy Control
  (navigator.globalPrivacyControl || navigator.doNotTrack > 0);

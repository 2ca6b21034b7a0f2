import { useSyncExternalStore } from "react";

/** The token that a letter's link carries: in the fragment, which browsers send to nobody. */
export const useToken = (): string =>
  useSyncExternalStore(
    (changed) => {
      addEventListener("hashchange", changed);
      return () => removeEventListener("hashchange", changed);
    },
    () => location.hash.slice(1),
  );

// Where it is allowed, events that wait are kept in local storage, so that a reload, a closed tab or a crash does
// not lose them. Each page has an entry of its own, and takes over all it finds. If the page that wrote one still
// lives, both send: the server stores an id once.

import { makeId, type SentEvent } from "../event";

/** Milliseconds, a week: well within the 30 days for which the server knows what it has stored. */
const LONGEST = 7 * 86_400_000;

export interface Store {
  /** What other pages have left. */
  take(): SentEvent[];
  /** Instead of what this page has saved before. */
  save(events: SentEvent[]): void;
  forget(): void;
}

/** What `act` returns, or undefined: storage may be blocked or full, or hold what others wrote. */
export function attempt<T>(act: (storage: Storage) => T): T | undefined {
  try {
    return act(localStorage);
  } catch {
    return undefined;
  }
}

export function createStore(project: string): Store {
  const prefix = `insights ${project} `;
  const own = prefix + makeId();
  const entries = () =>
    attempt((storage) => Object.keys(storage).filter((key) => key.startsWith(prefix))) ?? [];

  const take = (key: string): SentEvent[] =>
    attempt((storage) => {
      const text = storage.getItem(key) as string;
      storage.removeItem(key);
      return JSON.parse(text).filter(isRecent);
    }) ?? [];

  return {
    take: () => entries().flatMap(take),
    save(events) {
      attempt((storage) => {
        if (events.length) storage.setItem(own, JSON.stringify(events));
        else storage.removeItem(own);
      });
    },
    forget() {
      for (const key of entries()) attempt((storage) => storage.removeItem(key));
    },
  };
}

const isRecent = ({ timestamp }: SentEvent) => Date.now() - Date.parse(`${timestamp}`) < LONGEST;

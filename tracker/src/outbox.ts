// Events wait here until the server has answered for them. One request is under way at a time, except
// when the page hides; what fails is sent again, under the same ids, so it is never counted twice.

import type { SentEvent } from "./event";

/**
 * Sends one batch. Resolves to `undefined` when the server has answered for it (stored or refused for
 * good), else to the least number of milliseconds to wait before sending it again. Never rejects.
 */
export type Transport = (batch: SentEvent[]) => Promise<number | undefined>;

export interface Outbox {
  put(events: SentEvent[]): void;
  /** Sends all that waits now: `leaving` means that the page may not live to see the answer. */
  flush(leaving?: boolean): void;
}

/** Events made within this many milliseconds travel together. */
export const GATHER = 250;
/** Three bytes each at most: under the 64 KiB that browsers allow all requests of a hiding page together. */
const BATCH_CHARACTERS = 16_000;
/** Past this many the oldest are given up: the server has been away for long. */
export const CAPACITY = 1000;
const FIRST_RETRY = 1000;
const LAST_RETRY = 300_000;

/** `save` is told of all that waits or is under way, whenever that may have changed. */
export function createOutbox(send: Transport, save: (pending: SentEvent[]) => void): Outbox {
  let waiting: SentEvent[] = [];
  let underway: SentEvent[] = [];
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const schedule = (delay: number) => {
    timer ??= setTimeout(flush, delay);
  };

  const deliver = async () => {
    let count = 1;
    while (
      count < waiting.length &&
      JSON.stringify(waiting.slice(0, count + 1)).length < BATCH_CHARACTERS
    )
      count++;
    const batch = waiting.splice(0, count);
    underway = underway.concat(batch);
    const pause = await send(batch);
    underway = underway.filter((event) => !batch.includes(event));
    if (pause == null) {
      failures = 0;
      if (waiting.length) schedule(0);
    } else {
      waiting = batch.concat(waiting);
      const longest = Math.min(FIRST_RETRY * 2 ** failures++, LAST_RETRY);
      schedule(pause + longest * (0.5 + Math.random() / 2));
    }
    save(underway.concat(waiting));
  };

  const flush = (leaving?: boolean) => {
    clearTimeout(timer);
    timer = undefined;
    while (waiting.length && (leaving || !underway.length)) void deliver();
  };

  return {
    put(events) {
      waiting = waiting.concat(events).slice(-CAPACITY);
      save(underway.concat(waiting));
      if (!underway.length) schedule(GATHER);
    },
    flush,
  };
}

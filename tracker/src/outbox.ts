// Events wait here until the server has answered for them. One request is under way at a time, except
// when the page hides; what fails is sent again, under the same ids, so it is never counted twice.

import type { SentEvent } from "./event";

/**
 * Sends one batch. Resolves to `undefined` when the server has answered for it (stored or refused for
 * good), else to the least number of milliseconds to wait before sending it again. Never rejects.
 */
export type Transport = (batch: SentEvent[]) => Promise<number | undefined>;

export interface Outbox {
  put(event: SentEvent): void;
  /** Sends all that waits now: `leaving` means that the page may not live to see the answer. */
  flush(leaving: boolean): void;
}

/** Events made within this many milliseconds travel together. */
export const GATHER = 250;
/** Three bytes each at most: under the 64 KiB that browsers allow all requests of a hiding page together. */
const BATCH_CHARACTERS = 16_000;
/** Past this many the oldest are given up: the server has been away for long. */
export const CAPACITY = 1000;
const FIRST_RETRY = 1000;
const LAST_RETRY = 300_000;

export function createOutbox(send: Transport): Outbox {
  let waiting: SentEvent[] = [];
  let failures = 0;
  let underway = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const schedule = (delay: number) => {
    timer ??= setTimeout(() => flush(false), delay);
  };

  const takeBatch = () => {
    let characters = 0;
    const tooMuch = waiting.findIndex((event, index) => {
      characters += JSON.stringify(event).length;
      return index > 0 && characters > BATCH_CHARACTERS;
    });
    return waiting.splice(0, tooMuch < 0 ? waiting.length : tooMuch);
  };

  const deliver = async () => {
    const batch = takeBatch();
    underway++;
    const pause = await send(batch);
    underway--;
    if (pause === undefined) {
      failures = 0;
      if (waiting.length) schedule(0);
      return;
    }
    waiting = batch.concat(waiting).slice(-CAPACITY);
    const longest = Math.min(FIRST_RETRY * 2 ** failures++, LAST_RETRY);
    schedule(Math.max(pause, longest * (0.5 + Math.random() / 2)));
  };

  const flush = (leaving: boolean) => {
    clearTimeout(timer);
    timer = undefined;
    if (leaving) while (waiting.length) void deliver();
    else if (waiting.length && !underway) void deliver();
  };

  return {
    put(event) {
      waiting = waiting.concat(event).slice(-CAPACITY);
      if (!underway) schedule(GATHER);
    },
    flush,
  };
}

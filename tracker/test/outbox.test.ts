import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SentEvent } from "../src/event";
import { CAPACITY, createOutbox, GATHER } from "../src/outbox";

const event = (id: string, filler = "") => ({ id, name: filler }) as SentEvent;

/** A transport that keeps what it was given and answers from a script, then with success. */
function recorder(...answers: (number | undefined)[]) {
  const sent: string[][] = [];
  const transport = async (batch: SentEvent[]) => {
    sent.push(batch.map((one) => one.id));
    return answers.shift();
  };
  return { sent, transport, ids: () => sent };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the outbox", () => {
  it("sends events made close together as one batch", async () => {
    const { transport, ids } = recorder();
    const outbox = createOutbox(transport, () => {});
    outbox.put([event("a")]);
    outbox.put([event("b")]);
    await vi.advanceTimersByTimeAsync(GATHER);
    outbox.put([event("c")]);
    await vi.runAllTimersAsync();
    expect(ids()).toEqual([["a", "b"], ["c"]]);
  });

  it("sends a failed batch again, first and under the same ids, until it is answered", async () => {
    const { transport, ids } = recorder(0, 0, undefined);
    const outbox = createOutbox(transport, () => {});
    outbox.put([event("a")]);
    await vi.advanceTimersByTimeAsync(GATHER);
    outbox.put([event("b")]);
    await vi.runAllTimersAsync();
    expect(ids()).toEqual([["a"], ["a", "b"], ["a", "b"]]);
  });

  it("waits longer after each failure, and at least as long as the server asks", async () => {
    const times: number[] = [];
    const answers = [0, 0, 0, 30_000];
    const outbox = createOutbox(
      async () => {
        times.push(Date.now());
        return answers.shift();
      },
      () => {},
    );
    outbox.put([event("a")]);
    await vi.runAllTimersAsync();
    const pauses = times.slice(1).map((time, index) => time - (times[index] as number));
    expect(pauses[0]).toBeGreaterThanOrEqual(500);
    expect(pauses[0]).toBeLessThanOrEqual(1000);
    expect(pauses[1]).toBeGreaterThanOrEqual(1000);
    expect(pauses[2]).toBeGreaterThanOrEqual(2000);
    expect(pauses[3]).toBeGreaterThanOrEqual(30_000);
    expect(pauses).toHaveLength(4);
  });

  it("does not send more while a request is under way", async () => {
    let answer: () => void = () => {};
    const sent: string[][] = [];
    const outbox = createOutbox(
      (batch) => {
        sent.push(batch.map((one) => one.id));
        return new Promise((resolve) => {
          answer = () => resolve(undefined);
        });
      },
      () => {},
    );
    outbox.put([event("a")]);
    await vi.advanceTimersByTimeAsync(GATHER);
    outbox.put([event("b")]);
    await vi.advanceTimersByTimeAsync(10 * GATHER);
    expect(sent).toEqual([["a"]]);
    answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([["a"], ["b"]]);
  });

  it("sends everything at once when the page hides, in batches that browsers let through", () => {
    const { transport, sent } = recorder();
    const outbox = createOutbox(transport, () => {});
    for (const id of ["a", "b", "c"]) outbox.put([event(id, "x".repeat(9000))]);
    outbox.flush(true);
    expect(sent).toEqual([["a"], ["b"], ["c"]]);
  });

  it("sends what waits for a retry when the page hides", async () => {
    const { transport, ids } = recorder(60_000);
    const outbox = createOutbox(transport, () => {});
    outbox.put([event("a")]);
    await vi.advanceTimersByTimeAsync(GATHER);
    outbox.flush(true);
    await vi.runAllTimersAsync();
    expect(ids()).toEqual([["a"], ["a"]]);
  });

  it("gives up the oldest events past its capacity", async () => {
    const kept: string[] = [];
    const outbox = createOutbox(
      async (batch) => {
        kept.push(...batch.map((one) => one.id));
        return undefined;
      },
      () => {},
    );
    for (let index = 0; index <= CAPACITY; index++) outbox.put([event(String(index))]);
    await vi.runAllTimersAsync();
    expect(kept).toHaveLength(CAPACITY);
    expect(kept[0]).toBe("1");
  });

  it("tells what waits or is under way at each change, so that it can be kept elsewhere", async () => {
    const { transport } = recorder(0, undefined);
    const saved: string[] = [];
    const outbox = createOutbox(transport, (pending) => {
      saved.push(pending.map(({ id }) => id).join(" "));
    });
    outbox.put([event("a")]);
    outbox.put([event("b")]);
    await vi.advanceTimersByTimeAsync(GATHER);
    expect(saved).toEqual(["a", "a b", "a b"]);
    await vi.runAllTimersAsync();
    expect(saved.at(-1)).toBe("");
  });
});

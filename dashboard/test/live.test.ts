import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ProblemError } from "../src/api/problem";
import { ago, type LiveEvent, NOTHING_YET, type Snapshot, take } from "../src/live/messages";
import { follow, pauseAfter } from "../src/live/stream";

const snapshot = (visitors: number): Snapshot => ({
  type: "snapshot",
  visitors,
  pageviews: 0,
  top_pages: [],
  top_countries: [],
});
const event = (name: string): LiveEvent => ({
  type: "event",
  name,
  path: "/",
  country: "",
  time: "2026-11-21T12:00:00Z",
});

describe("what a page keeps of the stream", () => {
  it("is the last snapshot and the latest events, the newest first", () => {
    const live = [snapshot(1), event("a"), snapshot(2), event("b")].reduce(take, NOTHING_YET);
    expect(live.snapshot?.visitors).toBe(2);
    expect(live.events.map(({ name }) => name)).toEqual(["b", "a"]);
  });

  it("is bounded, and its events can be told apart", () => {
    const many = Array.from({ length: 200 }, (_, n) => event(`${n}`));
    const { events } = [snapshot(1), ...many].reduce(take, NOTHING_YET);
    expect(events).toHaveLength(50);
    expect(new Set(events.map(({ number }) => number)).size).toBe(50);
  });

  it("begins anew with the stream, which tells the recent events again", () => {
    const before = [snapshot(1), event("a")].reduce(take, NOTHING_YET);
    const again = [snapshot(1), event("a")].reduce(take, { ...before, connected: false });
    expect(again.events.map(({ name }) => name)).toEqual(["a"]);
  });
});

describe("how long ago", () => {
  const noon = Date.parse("2026-11-21T12:00:00Z");
  it.each([
    [-5_000, "now"],
    [0, "now"],
    [12_000, "12 seconds ago"],
    [59_999, "59 seconds ago"],
    [60_000, "1 minute ago"],
    [299_000, "4 minutes ago"],
  ])("%i ms later: %s", (later, text) => {
    expect(ago("2026-11-21T12:00:00Z", noon + later)).toBe(text);
  });
});

class Socket {
  static readonly OPEN = 1;
  static made: Socket[] = [];
  readyState = 0;
  closed = false;
  onopen = () => {};
  onclose = () => {};
  onmessage = (_message: { data: string }) => {};

  constructor(readonly ticket: string) {
    Socket.made.push(this);
  }
  open() {
    this.readyState = Socket.OPEN;
    this.onopen();
  }
  say(message: Snapshot | LiveEvent) {
    this.onmessage({ data: JSON.stringify(message) });
  }
  break() {
    this.readyState = 3;
    this.onclose();
  }
  close() {
    this.closed = true;
    this.break();
  }
}

describe("following a stream", () => {
  const page = Object.assign(new EventTarget(), { hidden: false });
  const hide = (hidden: boolean) => {
    page.hidden = hidden;
    page.dispatchEvent(new Event("visibilitychange"));
  };
  let tickets: number;
  let refuse: Error | undefined;
  let seen: unknown[];
  const begin = () =>
    follow({
      ticket: async () => {
        tickets++;
        if (refuse) throw refuse;
        return `ticket ${tickets}`;
      },
      connect: (ticket) => new Socket(ticket) as unknown as WebSocket,
      onMessage: (message) => seen.push(message),
      onInterruption: () => seen.push("interrupted"),
    });
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const last = () => Socket.made.at(-1) as Socket;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("document", page);
    vi.stubGlobal("WebSocket", Socket);
    Socket.made = [];
    seen = [];
    tickets = 0;
    refuse = undefined;
    page.hidden = false;
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("comes back by itself, each time with a fresh ticket", async () => {
    const end = begin();
    await pass(0);
    last().open();
    last().say(snapshot(1));
    last().break();
    expect(seen).toEqual([snapshot(1), "interrupted"]);
    await pass(1_000);
    expect(Socket.made.map(({ ticket }) => ticket)).toEqual(["ticket 1", "ticket 2"]);
    end();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("waits longer while it fails, and not when it went well", async () => {
    const end = begin();
    await pass(0);
    for (let failure = 0; failure < 8; failure++) {
      last().break();
      await pass(499);
      expect(Socket.made).toHaveLength(failure + 1);
      await pass(30_000);
      expect(Socket.made).toHaveLength(failure + 2);
    }
    last().open();
    last().say(snapshot(1));
    last().break();
    await pass(1_000);
    expect(Socket.made).toHaveLength(10);
    end();
  });

  it("tries again when no ticket is to be had, but not where it may not look", async () => {
    refuse = new Error("down");
    const end = begin();
    await pass(60_000);
    expect(tickets).toBeGreaterThan(3);
    end();
    for (const status of [403, 404]) {
      tickets = 0;
      refuse = new ProblemError({ type: "about:blank", title: "No", status });
      const over = begin();
      await pass(60_000);
      expect(tickets).toBe(1);
      over();
    }
  });

  it("rests while the page is hidden", async () => {
    page.hidden = true;
    const end = begin();
    await pass(60_000);
    expect(tickets).toBe(0);
    hide(false);
    await pass(0);
    last().open();
    hide(true);
    expect(last().closed).toBe(true);
    await pass(60_000);
    expect(tickets).toBe(1);
    hide(false);
    await pass(0);
    expect(tickets).toBe(2);
    end();
  });

  it("leaves nothing behind when it ends on the way", async () => {
    begin()();
    await pass(60_000);
    expect(Socket.made).toHaveLength(0);
    const end = begin();
    await pass(0);
    end();
    expect(last().closed).toBe(false);
    last().open();
    expect(last().closed).toBe(true);
    last().say(snapshot(1));
    expect(seen.filter((one) => one !== "interrupted")).toEqual([]);
    await pass(60_000);
    expect(Socket.made).toHaveLength(1);
  });

  it("never waits for longer than half a minute", () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.double({ min: 0, max: 1, noNaN: true }), (failures, chance) => {
        const pause = pauseAfter(failures, chance);
        expect(pause).toBeGreaterThanOrEqual(500);
        expect(pause).toBeLessThanOrEqual(30_000);
      }),
    );
  });
});

// One WebSocket after another, for as long as somebody looks: each with a ticket of its own, after
// pauses that grow while they fail, and none while the page is hidden.

import { ProblemError } from "../api/problem";
import type { Message } from "./messages";

export interface Needs {
  ticket: () => Promise<string>;
  connect: (ticket: string) => WebSocket;
  onMessage: (message: Message) => void;
  onInterruption: () => void;
}

const LONGEST = 30_000;

/** Half of a doubling pause for sure, and up to half by chance: not all pages come back at once. */
export const pauseAfter = (failures: number, chance = Math.random()): number =>
  Math.min(LONGEST, 1000 * 2 ** failures) * (0.5 + chance / 2);

/** Begins at once; the function that ends it comes back. */
export function follow({ ticket, connect, onMessage, onInterruption }: Needs): () => void {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  /** Counts what was begun, so that what comes of an older beginning is known as such. */
  let turn = 0;

  const begin = async () => {
    const mine = leave();
    try {
      const given = await ticket();
      if (mine === turn) listen(connect(given), mine);
    } catch (error) {
      // Who may not see the project may not next time either.
      const refused = error instanceof ProblemError && [403, 404].includes(error.status);
      if (mine === turn && !refused) again();
    }
  };

  const listen = (opened: WebSocket, mine: number) => {
    socket = opened;
    opened.onopen = () => {
      if (mine !== turn) opened.close();
    };
    opened.onmessage = ({ data }) => {
      if (mine !== turn) return;
      failures = 0;
      onMessage(JSON.parse(data));
    };
    opened.onclose = () => {
      if (mine !== turn) return;
      onInterruption();
      again();
    };
  };

  const again = () => {
    timer = setTimeout(begin, pauseAfter(failures++));
  };

  /** The number of the turn that comes. Browsers complain of a socket closed before it opened: that
   * one is closed when it does. */
  const leave = (): number => {
    turn++;
    clearTimeout(timer);
    if (socket?.readyState === WebSocket.OPEN) socket.close();
    socket = undefined;
    return turn;
  };

  const pause = () => {
    leave();
    onInterruption();
  };

  const look = () => {
    if (document.hidden) pause();
    else begin();
  };

  document.addEventListener("visibilitychange", look);
  if (!document.hidden) begin();
  return () => {
    document.removeEventListener("visibilitychange", look);
    pause();
  };
}

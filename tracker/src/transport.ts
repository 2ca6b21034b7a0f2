// One POST per batch as text/plain, which browsers send to another origin without asking first.

import type { Transport } from "./outbox";

export function createTransport(endpoint: string, project: string): Transport {
  return async (events, leaving) => {
    const body = JSON.stringify({ project, sent_at: new Date().toISOString(), events });
    if (leaving && !("keepalive" in Request.prototype) && navigator.sendBeacon(endpoint, body))
      return;
    try {
      const answer = await fetch(endpoint, {
        method: "POST",
        body,
        // Outlives the page; browsers refuse it for larger bodies.
        keepalive: body.length < 20_000,
        credentials: "omit",
      });
      if (!isFinal(answer.status)) return retryAfter(answer.headers.get("retry-after"));
      void answer.json().then(tellDeveloper, () => {});
      return undefined;
    } catch {
      return 0;
    }
  };
}

function tellDeveloper({ rejected, detail }: { rejected?: unknown[]; detail?: string }): void {
  if (detail || rejected?.length) console.warn("insights:", detail, rejected);
}

/** Whether sending the same again cannot help. */
export function isFinal(status: number): boolean {
  return status < 500 && status !== 408 && status !== 429;
}

/** Milliseconds; only the form in seconds is read, the only one that our server sends. */
export function retryAfter(header: string | null): number {
  const seconds = Number(header);
  return seconds > 0 && seconds < 3600 ? seconds * 1000 : 0;
}

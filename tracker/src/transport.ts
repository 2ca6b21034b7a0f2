// One POST per batch as text/plain, which browsers send to another origin without asking first.

import type { Transport } from "./outbox";

/** Bytes of all requests under way that browsers let outlive their page (64 KiB), and a little to spare. */
export const QUOTA = 64_000;

export function createTransport(endpoint: string, project: string): Transport {
  let outliving = 0;
  return async (events) => {
    const body = JSON.stringify({ project, sent_at: new Date().toISOString(), events });
    const size = new Blob([body]).size;
    // A request past the quota would be refused; without the flag it leaves as long as the page lives.
    const keepalive = outliving + size <= QUOTA;
    if (keepalive) outliving += size;
    try {
      const answer = await fetch(endpoint, {
        method: "POST",
        body,
        keepalive,
        credentials: "omit",
      });
      if (!isFinal(answer.status)) return retryAfter(answer.headers.get("retry-after"));
      void answer.json().then(tellDeveloper, () => {});
      return undefined;
    } catch {
      return 0;
    } finally {
      if (keepalive) outliving -= size;
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

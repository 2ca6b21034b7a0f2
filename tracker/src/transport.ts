// One POST per batch as text/plain, which browsers send to another origin without asking first.

import type { SentEvent } from "./event";
import type { Settings } from "./settings";
import { SDK } from "./version";

/** Characters, three bytes each at most: browsers refuse more than 64 KiB with `keepalive`, always. */
const LONGEST = 21_000;

/** See Transport. */
export async function send(
  { endpoint, project }: Settings,
  events: SentEvent[],
): Promise<number | undefined> {
  const body = JSON.stringify({ project, sdk: SDK, sent_at: new Date(), events });
  try {
    // Refused when too much of it is under way already: then it is sent again later, as after any failure.
    const answer = await fetch(endpoint, {
      method: "POST",
      body,
      keepalive: body.length < LONGEST,
      credentials: "omit",
    });
    if (!isFinal(answer.status)) return retryAfter(answer.headers.get("retry-after"));
    const said = await answer.text();
    // Of what was accepted, a list that is not empty holds what was not.
    if (!answer.ok || said.includes("[{")) console.warn("insights:", said);
    return undefined;
  } catch {
    return 0;
  }
}

/** Whether sending the same again cannot help. */
export const isFinal = (status: number): boolean =>
  !/408|429|5../.test(status as unknown as string);

/** Milliseconds, at most an hour; only the form in seconds is read, the only one that our server sends. */
export const retryAfter = (header: string | null): number =>
  Math.min(header as unknown as number, 3600) * 1000 || 0;

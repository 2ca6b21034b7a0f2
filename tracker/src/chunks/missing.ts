// Pages that are not there, with what led to them: told by the browser where it knows the answer's status, else by
// `data-missing` on the page that says so.

import type { Core } from "../recorder";

export default function missing({ settings, record }: Core): void {
  const [navigation] = performance.getEntriesByType("navigation");
  const status = (navigation as { responseStatus?: number } | undefined)?.responseStatus;
  if (settings.missing == null && status !== 404 && status !== 410) return;
  const [from] = document.referrer.split(/[?#]/);
  record("404", { properties: from ? { from } : {} });
}

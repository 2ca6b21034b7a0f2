import { describe, expect, it } from "vitest";
import type { Insights } from "../insights";

const seldom = Math.random() > 1;

/** What `npm run check` reads: a wrong call must not compile, or the line that expects it does not. */
function calls(insights: Insights) {
  insights("signup");
  insights.track("order", {
    revenue: { amount: "12.50", currency: "EUR" },
    properties: { n: [1] },
  });
  // @ts-expect-error: an event has a name
  insights();
  // @ts-expect-error: revenue has a currency
  insights("order", { revenue: { amount: 1 } });
  // @ts-expect-error: there is no such mode
  if (seldom) insights.consent("some");
  // @ts-expect-error: own values go into properties
  insights("order", { plan: "pro" });
}

describe("the published types", () => {
  it("describe a function that can be called through `track`, too", () => {
    const seen: string[] = [];
    const track = (name: string) => void seen.push(name);
    calls(Object.assign(track, { track }) as Insights);
    expect(seen.slice(0, 2)).toEqual(["signup", "order"]);
  });
});

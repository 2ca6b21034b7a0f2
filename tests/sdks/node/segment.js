// @segment/analytics-node, sending one of each call.
import { Analytics } from "@segment/analytics-node";

const { host, key } = JSON.parse(process.argv[2]);
const analytics = new Analytics({ writeKey: key, host, flushInterval: 50, maxRetries: 10 });
const failures = [];
analytics.on("error", (error) => failures.push(error));
analytics.track({ anonymousId: "anon-1", event: "SDK Used", properties: { plan: "free" } });
analytics.identify({ userId: "user-1", anonymousId: "anon-1", traits: { plan: "pro" } });
analytics.track({ userId: "user-1", event: "Order Completed", properties: { revenue: 39.95, currency: "EUR" } });
analytics.page({
  userId: "user-1",
  name: "Docs",
  properties: { url: "https://shop.example/docs?utm_source=news", title: "Docs" },
});
await analytics.closeAndFlush({ timeout: 50_000 });
if (failures.length > 0) throw failures[0].reason ?? failures[0];

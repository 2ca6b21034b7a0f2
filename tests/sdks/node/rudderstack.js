// @rudderstack/rudder-sdk-node, sending one of each call, compressed as it does by itself.
import RudderAnalytics from "@rudderstack/rudder-sdk-node";

const { host, key } = JSON.parse(process.argv[2]);
const analytics = new RudderAnalytics(key, { dataPlaneUrl: host, flushInterval: 50, flushAt: 4, retryCount: 10 });
analytics.track({ anonymousId: "anon-1", event: "SDK Used", properties: { plan: "free" } });
analytics.identify({ userId: "user-1", anonymousId: "anon-1", traits: { plan: "pro" } });
analytics.track({ userId: "user-1", event: "Order Completed", properties: { revenue: 39.95, currency: "EUR" } });
analytics.page({
  userId: "user-1",
  name: "Docs",
  properties: { url: "https://shop.example/docs?utm_source=news", title: "Docs" },
});
await new Promise((done, failed) => analytics.flush((error) => (error ? failed(error) : done())));

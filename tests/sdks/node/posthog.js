// posthog-node, sending one of each call, compressed as it does by itself.
import { PostHog } from "posthog-node";

const { host, key } = JSON.parse(process.argv[2]);
const posthog = new PostHog(key, { host, flushAt: 20, flushInterval: 50, fetchRetryDelay: 100 });
const failures = [];
posthog.on("error", (error) => failures.push(error));
posthog.capture({
  distinctId: "anon-1",
  event: "SDK Used",
  properties: { plan: "free", $process_person_profile: false },
});
posthog.identify({ distinctId: "user-1", properties: { plan: "pro", $anon_distinct_id: "anon-1" } });
posthog.capture({
  distinctId: "user-1",
  event: "Order Completed",
  properties: { revenue: 39.95, currency: "EUR" },
});
posthog.capture({
  distinctId: "user-1",
  event: "$pageview",
  properties: { $current_url: "https://shop.example/docs?utm_source=news" },
});
const silent = { sendFeatureFlagEvents: false };
if (await posthog.isFeatureEnabled("beta", "user-1", silent)) throw new Error("there are no flags");
await posthog.shutdown(50_000);
if (failures.length > 0) console.error(failures);

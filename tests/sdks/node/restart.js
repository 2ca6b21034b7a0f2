// A published client that is told on stdin to send an event, by name, and says on stdout what became of it.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { PostHog } from "posthog-node";
import RudderAnalytics from "@rudderstack/rudder-sdk-node";
import { Analytics } from "@segment/analytics-node";
import { Umami } from "@umami/node";

const MatomoTracker = createRequire(import.meta.url)("matomo-tracker");
const { client, host, key } = JSON.parse(process.argv[2]);

/** For each client a function that sends, and resolves once the client says that the event has arrived. */
const CLIENTS = {
  segment() {
    const analytics = new Analytics({ writeKey: key, host, flushInterval: 50, maxRetries: 20 });
    return (event) => called((done) => analytics.track({ anonymousId: "a", event }, done));
  },
  rudderstack() {
    const analytics = new RudderAnalytics(key, { dataPlaneUrl: host, flushInterval: 50, flushAt: 1, retryCount: 20 });
    return (event) => called((done) => analytics.track({ anonymousId: "a", event }, done));
  },
  posthog() {
    const posthog = new PostHog(key, { host, fetchRetryCount: 1000, fetchRetryDelay: 200 });
    return async (event) => {
      posthog.capture({ distinctId: "a", event });
      await posthog.flush();
    };
  },
  umami() {
    const umami = new Umami({ websiteId: key, hostUrl: host });
    return async (name) => {
      const answer = await umami.track({ name, url: "/", hostname: "shop.example" });
      if (!answer.ok) throw Error(answer.status);
    };
  },
  matomo() {
    const matomo = new MatomoTracker(key, `${host}/matomo.php`);
    return (name) =>
      new Promise((done, failed) => {
        matomo.once("error", failed);
        matomo.trackBulk([{ e_c: "Test", e_a: name, _id: "0123456789abcdef" }], done);
      });
  },
};

const called = (act) =>
  new Promise((done, failed) => act((error) => (error ? failed(error) : done())));

const send = CLIENTS[client]();
for await (const name of createInterface({ input: process.stdin })) {
  const said = await send(name).then(
    () => "arrived",
    () => "failed",
  );
  console.log(`${name} ${said}`);
}
process.exit(0);

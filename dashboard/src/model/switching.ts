// What to change in the code of another product's sender, so that it sends here (docs/switching.md).

export interface Place {
  server: string;
  /** The project's public key, which every sender may name. */
  key: string;
  domain: string;
  aliases: string[];
}

export interface Product {
  name: string;
  note: string;
  senders: { name: string; line: string }[];
}

export const products = (place: Place): Product[] => [
  segment(place),
  rudderStack(place),
  postHog(place),
  plausible(place),
  umami(place),
  google(place),
  matomo(place),
];

const segment = ({ server, key }: Place): Product => ({
  name: "Segment",
  note: "Segment's snippet loads its script from elsewhere: use the npm package.",
  senders: [
    {
      name: "@segment/analytics-next",
      line: `AnalyticsBrowser.load({ writeKey: '${key}', cdnURL: '${server}' })`,
    },
    {
      name: "@segment/analytics-node",
      line: `new Analytics({ writeKey: '${key}', host: '${server}' })`,
    },
    { name: "segment-analytics-python", line: `Client("${key}", host="${server}")` },
  ],
});

const rudderStack = ({ server, key }: Place): Product => ({
  name: "RudderStack",
  note: "In browsers import @rudderstack/analytics-js/bundled, or its plugins come from a CDN of theirs.",
  senders: [
    {
      name: "@rudderstack/analytics-js",
      line: `load('${key}', '${server}', { configUrl: '${server}' })`,
    },
    {
      name: "@rudderstack/rudder-sdk-node",
      line: `new RudderAnalytics('${key}', { dataPlaneUrl: '${server}' })`,
    },
    {
      name: "rudder-sdk-python",
      line: `rudderstack.analytics.write_key = "${key}"\nrudderstack.analytics.dataPlaneUrl = "${server}"`,
    },
  ],
});

const postHog = ({ server, key }: Place): Product => ({
  name: "PostHog",
  note: "PostHog's snippet loads its script from the host: use the npm package.",
  senders: [
    { name: "posthog-js", line: `posthog.init('${key}', { api_host: '${server}' })` },
    { name: "posthog (Python)", line: `Posthog("${key}", host="${server}")` },
    { name: "posthog-node", line: `new PostHog('${key}', { host: '${server}' })` },
  ],
});

const plausible = ({ server, domain }: Place): Product => ({
  name: "Plausible",
  note: "At the script's address stands our tracker, which knows its calls.",
  senders: [
    {
      name: "the script tag",
      line: `data-domain="${domain}" src="${server}/js/script.js"`,
    },
    {
      name: "@plausible-analytics/tracker",
      line: `init({ domain: '${domain}', endpoint: '${server}/api/event' })`,
    },
    {
      name: "plausible-tracker",
      line: `Plausible({ domain: '${domain}', apiHost: '${server}' })`,
    },
    { name: "Stats API", line: `${server}/api/v2/query` },
  ],
});

const umami = ({ server, key }: Place): Product => ({
  name: "Umami",
  note: "At the script's address stands our tracker, which knows its calls.",
  senders: [
    {
      name: "the script tag",
      line: `data-website-id="${key}" src="${server}/script.js"`,
    },
    { name: "@umami/node", line: `umami.init({ websiteId: '${key}', hostUrl: '${server}' })` },
  ],
});

const MEASUREMENT = /^G-/;

function google({ server, key, aliases }: Place): Product {
  const id = aliases.find((alias) => MEASUREMENT.test(alias));
  return {
    name: "GA4",
    note: id
      ? "Google's own id is one of this project's aliases."
      : "gtag.js takes Google's own ids alone: put yours among the aliases, under General.",
    senders: [
      {
        name: "gtag.js",
        line: `gtag('config', '${id ?? "G-ABC123"}', { server_container_url: '${server}' })`,
      },
      {
        name: "Measurement Protocol",
        line: `${server}/mp/collect?measurement_id=${id ?? key}&api_secret=any`,
      },
      { name: "ga4mp", line: `client._base_domain = "${server}/mp/collect"` },
      {
        name: "@minimal-analytics/ga4",
        line: `window.minimalAnalytics = { trackingId: '${id ?? key}', analyticsEndpoint: '${server}/g/collect' }`,
      },
    ],
  };
}

const matomo = ({ server, key }: Place): Product => ({
  name: "Matomo",
  note: "A site's number works once it is among the aliases, under General.",
  senders: [
    {
      name: "the snippet",
      line: `var u = "${server}/"\n_paq.push(['setSiteId', '${key}'])`,
    },
    {
      name: "matomo.js",
      line: `_paq.push(['setTrackerUrl', '${server}/matomo.php'])\n_paq.push(['setSiteId', '${key}'])`,
    },
    { name: "matomo-tracker", line: `new MatomoTracker('${key}', '${server}/matomo.php')` },
    {
      name: "@datapunt/matomo-tracker-js",
      line: `siteId: '${key}', trackerUrl: '${server}/matomo.php'`,
    },
  ],
});

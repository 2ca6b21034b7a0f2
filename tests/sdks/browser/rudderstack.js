// @rudderstack/analytics-js with its plugins (it loads them from a CDN otherwise), as a site bundles it; the page calls what stands on `window`.
import { RudderAnalytics } from "@rudderstack/analytics-js/bundled";

window.RudderAnalytics = RudderAnalytics;

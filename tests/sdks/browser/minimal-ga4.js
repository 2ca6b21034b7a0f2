// @minimal-analytics/ga4 as a site bundles it; the page calls what stands on `window`.
import { track } from "@minimal-analytics/ga4";

window.track = track;

// @plausible-analytics/tracker as a site bundles it; the page calls what stands on `window`.
import { init, track } from "@plausible-analytics/tracker";

window.tracker = { init, track };

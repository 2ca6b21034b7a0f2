// @segment/analytics-next as a site bundles it; the page calls what stands on `window`.
import { AnalyticsBrowser } from "@segment/analytics-next";

window.AnalyticsBrowser = AnalyticsBrowser;

// posthog-js as a site bundles it; the page calls what stands on `window`.
import posthog from "posthog-js";

window.posthog = posthog;

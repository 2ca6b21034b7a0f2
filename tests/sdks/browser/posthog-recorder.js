// posthog-js with its recorder, which it loads from its host otherwise.
import posthog from "posthog-js";
import "posthog-js/dist/posthog-recorder";

window.posthog = posthog;

// plausible-tracker as a site bundles it; the page calls what stands on `window`.
import Plausible from "plausible-tracker";

window.Plausible = Plausible;

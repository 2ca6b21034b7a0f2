// A site that bundles its scripts.
import { type Insights, init } from "@insights/tracker";

declare const SERVER: string;
declare const PROJECT: string;

const insights: Insights = init({
  project: PROJECT,
  server: SERVER,
  clicks: true,
  errors: true,
  hosts: ["127.0.0.1"],
});
insights("opened", { properties: { plan: "pro" } });
document.body.innerHTML = '<button data-insights-click="buy">Buy</button>';

try {
  // @ts-expect-error: the server is missing, and its type says so no less than the error
  init({ project: PROJECT, servr: SERVER });
} catch (error) {
  document.title = String(error);
}

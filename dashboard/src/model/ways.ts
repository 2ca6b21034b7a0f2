// The ways to send to a project, each with the code that does it.

import { options, type Site, tag, type Wishes } from "./snippet";

export interface Way {
  label: string;
  lead: string;
  /** Which of the wishes mean something to it. */
  takes: "all" | "options" | "none";
  code: (site: Site, wishes: Wishes) => string;
  /** How an event of one's own is sent. */
  own: string;
}

const PACKAGE =
  "The package is made by npm run package in the folder tracker; install it from there.";
const CALL = `insights("signup", {
  properties: { plan: "pro" },
  revenue: { amount: 12.5, currency: "EUR" }
})`;

export const WAYS: Way[] = [
  {
    label: "Script",
    lead: "Put this line into the head of every page. It sets no cookie, and stores nothing that you or your visitors do not allow.",
    takes: "all",
    code: tag,
    own: CALL,
  },
  {
    label: "npm",
    lead: `For sites that bundle their scripts. ${PACKAGE}`,
    takes: "options",
    code: (...wanted) =>
      `import { init } from "@insights/tracker";\n\nconst insights = init(${object(...wanted)});`,
    own: CALL,
  },
  {
    label: "React",
    lead: `React 18 or later. ${PACKAGE}`,
    takes: "options",
    code: (...wanted) =>
      `import { InsightsProvider } from "@insights/tracker/react";

<InsightsProvider
${properties(...wanted)}
>
  <App />
</InsightsProvider>`,
    own: `const insights = useInsights();\n\n${CALL}`,
  },
  {
    label: "Vue",
    lead: `Vue 3.3 or later. ${PACKAGE}`,
    takes: "options",
    code: (...wanted) =>
      `import { createInsights } from "@insights/tracker/vue";

app.use(createInsights(${object(...wanted)}));`,
    own: `const insights = useInsights();\n\n${CALL}`,
  },
  {
    label: "Pixel",
    lead: "For letters and pages without scripts: one event for each time the image is loaded.",
    takes: "none",
    code: ({ server, key }) =>
      `<img src="${server}/pixel.gif?project=${key}&amp;name=pageview&amp;url=https://example.com/page" alt="" width="1" height="1">`,
    own: "",
  },
  {
    label: "HTTP",
    lead: "From any program. Under an API key with the scope ingest, events may also carry ip and user_agent.",
    takes: "none",
    code: ({ server, key }) =>
      `curl ${server}/api/v1/events -H 'Content-Type: application/json' \\
  -d '{"project": "${key}", "events": [{"name": "signup", "user_id": "ada"}]}'`,
    own: "",
  },
];

function object(site: Site, wishes: Wishes): string {
  const lines = options(site, wishes).map(
    ([name, value]) => `  ${name}: ${JSON.stringify(value)},`,
  );
  return `{\n${lines.join("\n")}\n}`;
}

const properties = (site: Site, wishes: Wishes): string =>
  options(site, wishes)
    .map(([name, value]) => {
      if (value === true) return `  ${name}`;
      return `  ${name}=${value === false ? "{false}" : JSON.stringify(value)}`;
    })
    .join("\n");

import { expect, test } from "vitest";
import { NO_WISHES } from "../src/model/snippet";
import { WAYS } from "../src/model/ways";

const SITE = { server: "https://stats.example.com", prefixed: false, key: "pk_1", honours: true };
const WISHES = { ...NO_WISHES, choices: ["vitals", "links", "consent"] as const };

const codeOf = (label: string) => WAYS.find((way) => way.label === label)?.code(SITE, WISHES);

test("the package is told what is chosen", () => {
  expect(codeOf("npm")).toBe(`import { init } from "@insights/tracker";

const insights = init({
  project: "pk_1",
  server: "https://stats.example.com",
  vitals: true,
  links: false,
  consent: "none",
});`);
});

test("React's provider is told the same by its properties", () => {
  expect(codeOf("React")).toContain(`<InsightsProvider
  project="pk_1"
  server="https://stats.example.com"
  vitals
  links={false}
  consent="none"
>`);
});

test("Vue's plugin is told the same", () => {
  expect(codeOf("Vue")).toContain('app.use(createInsights({\n  project: "pk_1",');
});

test("what needs no script names the project and an event", () => {
  expect(codeOf("Pixel")).toContain("/pixel.gif?project=pk_1&amp;name=pageview&amp;");
  expect(codeOf("HTTP")).toContain('{"project": "pk_1", "events": [{"name": "signup"');
});

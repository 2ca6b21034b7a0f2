import { expect, test } from "vitest";
import { sampleText, skewSummary, skewText, splitSdk } from "../src/model/quality";

test.each([
  ["insights-js/1.2.0", "insights-js", "1.2.0"],
  ["@segment/analytics-node/3.1.0", "@segment/analytics-node", "3.1.0"],
  ["ga4-measurement-protocol", "ga4-measurement-protocol", ""],
  ["name/", "name/", ""],
  ["", "Not named", ""],
  ["others", "Others", ""],
])("%j is shown as %j in version %j", (sdk, name, version) => {
  expect(splitSdk(sdk)).toEqual({ name, version });
});

test.each([
  [0, "in time"],
  [1000, "1 s behind"],
  [-120_000, "2 min ahead"],
  [3_600_000, "1 h behind"],
  [-86_400_000, "1 d ahead"],
])("a clock of %d ms is %s", (milliseconds, text) => {
  expect(skewText(milliseconds)).toBe(text);
});

test("a summary says what is usual, and what some are where they differ", () => {
  expect(skewSummary(null)).toBe("unknown");
  expect(skewSummary({ median_ms: 0, p95_ms: 0, requests: 1 })).toBe("in time");
  expect(skewSummary({ median_ms: 0, p95_ms: 30_000, requests: 9 })).toBe(
    "in time, some 30 s behind",
  );
});

test("a sample is copied as lines of text", () => {
  const fields = { name: "text of 200 characters", "properties.plan": "object" };
  expect(sampleText({ message: "name must have 1 to 120 characters", fields })).toBe(
    "name must have 1 to 120 characters\nname: text of 200 characters\nproperties.plan: object",
  );
  expect(sampleText({ message: "", fields: { name: "number" } })).toBe("name: number");
});

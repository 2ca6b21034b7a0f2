import { expect, test } from "vitest";
import docs from "../../docs/switching.md?raw";
import { products } from "../src/model/switching";

const PLACE = {
  server: "https://insights.example",
  key: "pk_1",
  domain: "example.com",
  aliases: [],
};
const senders = products(PLACE).flatMap((product) => product.senders);

test("every product that the documentation names is there", () => {
  const titles = [...docs.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
  const told = products(PLACE).map(({ name }) => name);
  expect(told).toHaveLength(7);
  for (const name of told) {
    expect(titles.some((title) => title?.includes(name === "GA4" ? "Google" : name))).toBe(true);
  }
});

test.each(senders)("$name is told as the documentation tells it", ({ name, line }) => {
  expect(docs).toContain(name.replace(" (Python)", ""));
  const [address] = line.match(/https:\/\/insights\.example[\w/.]*/) ?? [];
  if (address) expect(docs).toContain(address);
});

test("a project's own measurement id goes before its key", () => {
  const [google] = products({ ...PLACE, aliases: ["7", "G-XYZ1"] }).filter(
    ({ name }) => name === "GA4",
  );
  const lines = google?.senders.map(({ line }) => line) ?? [];
  expect(lines[0]).toContain("'G-XYZ1'");
  expect(lines[1]).toContain("measurement_id=G-XYZ1");
});

import { expect, test } from "vitest";
import { lastMinutes } from "../src/model/span";

test("the last minutes hold the one that runs, and begin with a whole one", () => {
  expect(lastMinutes(30, new Date("2026-11-21T00:10:20.987Z"))).toEqual([
    "2026-11-20T23:41:00Z",
    "2026-11-21T00:10:20Z",
  ]);
});

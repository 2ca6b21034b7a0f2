import { expect, test } from "vitest";
import { strokesOf } from "../src/charts/chart-options";
import type { Series } from "../src/model/series";

const series = (running: boolean): Series => ({
  labels: ["2026-11-19", "2026-11-20", "2026-11-21"],
  lines: [
    { name: "This", values: [1, 2, 3] },
    { name: "Before", values: [4, 5, 6], compared: true },
  ],
  running,
});

const strokes = (running: boolean, shape: "line" | "bars" = "line") =>
  strokesOf({ series: series(running), metric: "visitors", step: "day", shape }).map(
    ({ line, values, running: dashed }) => [line, values, dashed],
  );

test("what is compared with is drawn first", () => {
  expect(strokes(false)).toEqual([
    [1, [4, 5, 6], false],
    [0, [1, 2, 3], false],
  ]);
});

test("the way to what is not over yet is a stroke of its own", () => {
  expect(strokes(true)).toEqual([
    [1, [4, 5, 6], false],
    [0, [null, 2, 3], true],
    [0, [1, 2, null], false],
  ]);
});

test("bars have no way to anywhere", () => {
  expect(strokes(true, "bars")).toHaveLength(2);
});

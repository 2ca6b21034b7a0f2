import { expect, test } from "vitest";
import { daysOf, type Period } from "../src/model/period";
import { shiftPeriod } from "../src/model/shift";

const TODAY = "2026-11-21";
const shift = (period: Period, by: -1 | 1) =>
  shiftPeriod(period, daysOf(period, TODAY, "2026-01-10"), TODAY, by);

test.each<[Period, Period | undefined, Period | undefined]>([
  ["day", "yesterday", undefined],
  ["yesterday", { from: "2026-11-19", to: "2026-11-19" }, "day"],
  ["7d", { from: "2026-11-08", to: "2026-11-14" }, undefined],
  ["month", "last-month", undefined],
  ["last-month", { from: "2026-09-01", to: "2026-09-30" }, "month"],
  ["year", { from: "2025-01-01", to: "2025-12-31" }, undefined],
  [{ from: "2025-01-01", to: "2025-12-31" }, { from: "2024-01-01", to: "2024-12-31" }, "year"],
  [
    { from: "2026-02-01", to: "2026-02-28" },
    { from: "2026-01-01", to: "2026-01-31" },
    { from: "2026-03-01", to: "2026-03-31" },
  ],
  [
    { from: "2026-11-10", to: "2026-11-15" },
    { from: "2026-11-04", to: "2026-11-09" },
    { from: "2026-11-16", to: "2026-11-21" },
  ],
  [
    { from: "2026-11-12", to: "2026-11-19" },
    { from: "2026-11-04", to: "2026-11-11" },
    { from: "2026-11-20", to: "2026-11-21" },
  ],
  ["all", undefined, undefined],
  ["24h", undefined, undefined],
])("around %j lie %j and %j", (period, before, after) => {
  expect([shift(period, -1), shift(period, 1)]).toEqual([before, after]);
});

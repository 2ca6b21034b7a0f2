import { describe, expect, it } from "vitest";
import type { Answer, Row } from "../src/api/types";
import { axisTicks, readSeries } from "../src/model/series";

const answer = (labels: string[], results: Row[]): Answer => ({
  results,
  meta: { exact: true, visitor_basis: "daily", time_labels: labels },
  query: { date_range: ["", ""] },
});
const row = (label: string, value: number, before?: number): Row => ({
  dimensions: [label],
  metrics: [value],
  ...(before !== undefined && { comparison: { metrics: [before], change: [null] } }),
});

describe("a series", () => {
  const days = ["2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"];

  it("holds every bucket up to now, those without a row as empty", () => {
    const series = readSeries(answer(days, [row("2026-11-20", 7)]), 0, "2026-11-21 10:00:00");
    expect(series).toEqual({ labels: days.slice(0, 3), values: [0, 7, 0] });
  });

  it("holds the running hour and none after it", () => {
    const hours = ["2026-11-21 09:00:00", "2026-11-21 10:00:00", "2026-11-21 11:00:00"];
    const series = readSeries(answer(hours, []), null, "2026-11-21 10:00:00");
    expect(series).toEqual({ labels: hours.slice(0, 2), values: [null, null] });
  });

  it("leaves a gap where the period before has no such bucket", () => {
    const rows = [row("2026-11-19", 1, 4), row("2026-11-20", 2)];
    const series = readSeries(answer(days.slice(0, 3), rows), 0, "2026-12-01 00:00:00");
    expect(series.previous).toEqual([4, null, 0]);
  });
});

describe("the marks of an axis", () => {
  const hours = (days: number) =>
    Array.from({ length: 24 * days }, (_, hour) => {
      const day = 10 + Math.floor(hour / 24);
      return `2026-11-${day} ${String(hour % 24).padStart(2, "0")}:00:00`;
    });

  it("are never more than fit, and begin at the beginning", () => {
    for (const most of [1, 2, 5, 24, 100]) {
      const ticks = axisTicks(hours(1), "hour", most);
      expect(ticks.length).toBeLessThanOrEqual(most);
      expect(ticks[0]).toEqual({ index: 0, text: "00:00" });
    }
  });

  it("name the days of several days of hours", () => {
    expect(axisTicks(hours(3), "hour", 10)).toEqual([
      { index: 0, text: "10 Nov" },
      { index: 24, text: "11 Nov" },
      { index: 48, text: "12 Nov" },
    ]);
  });
});

import { describe, expect, it } from "vitest";
import type { Answer, Row } from "../src/api/types";
import { axisTicks, BEFORE, type Reading, readLines, readSeries, THIS } from "../src/model/series";

const answer = (labels: string[], results: Row[]): Answer => ({
  results,
  meta: { source: "raw", exact: true, visitor_basis: "daily", time_labels: labels },
  query: { date_range: ["", ""] },
});
const row = (label: string, value: number, before?: number): Row => ({
  dimensions: [label],
  metrics: [value],
  ...(before !== undefined && { comparison: { metrics: [before], change: [null] } }),
});

const reading = (now: string, empty: 0 | null = 0): Reading => ({ metric: 0, time: 0, empty, now });

describe("a series", () => {
  const days = ["2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"];

  it("holds every bucket up to now, those without a row as empty", () => {
    const series = readSeries(answer(days, [row("2026-11-20", 7)]), reading("2026-11-21 10:00:00"));
    expect(series).toEqual({
      labels: days.slice(0, 3),
      lines: [{ name: THIS, values: [0, 7, 0] }],
    });
  });

  it("holds the running hour and none after it", () => {
    const hours = ["2026-11-21 09:00:00", "2026-11-21 10:00:00", "2026-11-21 11:00:00"];
    const series = readSeries(answer(hours, []), reading("2026-11-21 10:00:00", null));
    expect(series).toEqual({
      labels: hours.slice(0, 2),
      lines: [{ name: THIS, values: [null, null] }],
    });
  });

  it("leaves a gap where the period before has no such bucket", () => {
    const rows = [row("2026-11-19", 1, 4), row("2026-11-20", 2)];
    const series = readSeries(answer(days.slice(0, 3), rows), reading("2026-12-01 00:00:00"));
    expect(series.lines[1]).toEqual({ name: BEFORE, values: [4, null, 0], compared: true });
  });

  it("has a line for each value of another dimension, in the order in which they are given", () => {
    const given = answer(days.slice(0, 2), [
      { dimensions: ["2026-11-19", "DE"], metrics: [3] },
      { dimensions: ["2026-11-20", "FR"], metrics: [5] },
    ]);
    const series = readLines(
      given,
      reading("2026-12-01 00:00:00"),
      1,
      ["FR", "DE"],
      (code) => code,
    );
    expect(series.lines).toEqual([
      { name: "FR", values: [0, 5] },
      { name: "DE", values: [3, 0] },
    ]);
  });

  it("of money holds the amounts in one currency", () => {
    const money = [
      { currency: "EUR", value: "12.50" },
      { currency: "USD", value: "9.00" },
    ];
    const given = answer(days.slice(0, 2), [{ dimensions: ["2026-11-19"], metrics: [money] }]);
    const series = readSeries(given, { ...reading("2026-12-01 00:00:00"), currency: "USD" });
    expect(series.lines[0]?.values).toEqual([9, 0]);
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

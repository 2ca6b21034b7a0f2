import { describe, expect, it } from "vitest";
import type { Answer, Row } from "../src/api/types";
import type { Step } from "../src/model/period";
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

const reading = (now: string, empty: 0 | null = 0, step: Step = "day"): Reading => ({
  metric: 0,
  time: 0,
  empty,
  now,
  step,
});

describe("a series", () => {
  const days = ["2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"];

  it("holds every bucket up to now, those without a row as empty", () => {
    const series = readSeries(answer(days, [row("2026-11-20", 7)]), reading("2026-11-21 10:00:00"));
    expect(series).toEqual({
      labels: days.slice(0, 3),
      lines: [{ name: THIS, values: [0, 7, 0], days: "" }],
      running: true,
    });
  });

  it("holds the running hour and none after it", () => {
    const hours = ["2026-11-21 09:00:00", "2026-11-21 10:00:00", "2026-11-21 11:00:00"];
    const series = readSeries(answer(hours, []), reading("2026-11-21 10:05:00", null, "hour"));
    expect(series).toEqual({
      labels: hours.slice(0, 2),
      lines: [{ name: THIS, values: [null, null], days: "" }],
      running: true,
    });
  });

  it("leaves a gap where the period before has no such bucket", () => {
    const rows = [row("2026-11-19", 1, 4), row("2026-11-20", 2)];
    const series = readSeries(answer(days.slice(0, 3), rows), reading("2026-12-01 00:00:00"));
    expect(series.lines[1]).toEqual({
      name: BEFORE,
      values: [4, null, 0],
      compared: true,
      changes: [null, null, null],
    });
  });

  it("says from when to when it and what it is compared with go, and how far it has gone", () => {
    const rows = [{ ...row("2026-11-19", 5), comparison: { metrics: [4], change: [25] } }];
    const given = answer(days.slice(0, 1), rows);
    given.query = {
      date_range: ["2026-11-19T00:00:00+01:00", "2026-11-20T23:59:59+01:00"],
      comparison_date_range: ["2026-11-18T00:00:00+01:00", "2026-11-18T23:59:59+01:00"],
    };
    const [line, before] = readSeries(given, reading("2026-12-01 00:00:00")).lines;
    expect([line?.days, before?.days]).toEqual(["19 Nov – 20 Nov", "18 Nov"]);
    expect(before?.changes).toEqual([25]);
  });

  it.each([
    ["2026-11-21", "day", true],
    ["2026-11-20", "day", false],
    ["2026-11-21 13:00:00", "hour", true],
    ["2026-11-21 12:00:00", "hour", false],
    ["2026-11-21 13:45:00", "minute", true],
    ["2026-11-16", "week", true],
    ["2026-11-09", "week", false],
    ["2026-11-01", "month", true],
    ["2026-10-01", "month", false],
  ] as const)("whose last bucket %s is a %s of a Saturday runs: %s", (label, step, running) => {
    const given = answer([label], []);
    expect(readSeries(given, reading("2026-11-21 13:45:10", 0, step)).running).toBe(running);
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

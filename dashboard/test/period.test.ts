import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, daysBetween, isDay, monthStart, today } from "../src/model/dates";
import {
  dateRange,
  daysOf,
  defaultPeriod,
  defaultUnit,
  PRESETS,
  type Preset,
  readPeriod,
  unitsFor,
  writePeriod,
} from "../src/model/period";

const TODAY = "2026-11-21";
const day = fc
  .date({ min: new Date("1990-01-01"), max: new Date("2090-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe("days", () => {
  it("are those of the project's clocks, not of the browser's", () => {
    const now = new Date("2026-11-21T23:30:00Z");
    expect(today(now, "UTC")).toBe("2026-11-21");
    expect(today(now, "Asia/Kathmandu")).toBe("2026-11-22");
    expect(today(now, "America/Los_Angeles")).toBe("2026-11-21");
  });

  it("are added and counted without regard to daylight saving", () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 4000 }), (start, days) => {
        expect(daysBetween(start, addDays(start, days))).toBe(days + 1);
      }),
    );
  });

  it("of a month begin with its first, whatever the day", () => {
    expect(monthStart("2026-03-31", -1)).toBe("2026-02-01");
    expect(monthStart("2026-01-31", -11)).toBe("2025-02-01");
  });

  it.each(["2026-02-30", "2026-13-01", "26-1-1", "", "today"])("refuse %j", (text) => {
    expect(isDay(text)).toBe(false);
  });
});

describe("a period", () => {
  it.each<[Preset, string, string]>([
    ["day", "2026-11-21", "2026-11-21"],
    ["yesterday", "2026-11-20", "2026-11-20"],
    ["7d", "2026-11-15", "2026-11-21"],
    ["28d", "2026-10-25", "2026-11-21"],
    ["91d", "2026-08-23", "2026-11-21"],
    ["month", "2026-11-01", "2026-11-21"],
    ["last-month", "2026-10-01", "2026-10-31"],
    ["12mo", "2025-12-01", "2026-11-21"],
    ["all", "2026-09-09", "2026-11-21"],
  ])("%s is %s to %s", (period, from, to) => {
    expect(daysOf(period, TODAY, "2026-09-09")).toEqual({ from, to });
  });

  it("asks for the last 28 days as two dates that hold today", () => {
    expect(dateRange("28d", TODAY)).toEqual(["2026-10-25", TODAY]);
    expect(dateRange("day", TODAY)).toBe("day");
    expect(dateRange("all", TODAY)).toBe("all");
  });

  it("is today until two full days exist, then 28 days", () => {
    expect(defaultPeriod(undefined, TODAY)).toBe("day");
    expect(defaultPeriod("2026-11-20", TODAY)).toBe("day");
    expect(defaultPeriod("2026-11-19", TODAY)).toBe("28d");
  });

  it("is read back as it was written", () => {
    const custom = fc.tuple(day, day).map((days) => {
      const [from, to] = days.sort() as [string, string];
      return { from, to };
    });
    const preset = fc.constantFrom(...(Object.keys(PRESETS) as Preset[]));
    fc.assert(
      fc.property(fc.oneof(custom, preset), (period) => {
        expect(readPeriod(writePeriod(period))).toEqual(period);
      }),
    );
  });

  it.each([null, "", "toString", "2026-02-01..2026-01-01", "2026-01-01", "2026-01-01..x"])(
    "is not read from %j",
    (text) => {
      expect(readPeriod(text)).toBeUndefined();
    },
  );

  it("of any length can be drawn, by default in a unit that fits and in no more than 400 places", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (days) => {
        expect(unitsFor(days)).toContain(defaultUnit(days));
        const places = { hour: days * 24, day: days, week: days / 7, month: days / 28 };
        expect(places[defaultUnit(days)]).toBeLessThanOrEqual(400);
      }),
    );
  });
});

import { describe, expect, it } from "vitest";
import { countryName, flag } from "../src/model/countries";
import {
  describeBucket,
  formatBucket,
  formatChange,
  formatExact,
  formatValue,
} from "../src/model/format";

describe("a value", () => {
  it.each([
    [9_999, "count", "9,999"],
    [14_823, "count", "14.8K"],
    [2_000_000, "count", "2M"],
    [2.4, "ratio", "2.4"],
    [43.25, "percent", "43.3%"],
    [0, "seconds", "0s"],
    [187, "seconds", "3m 7s"],
    [60, "seconds", "1m"],
    [3720, "seconds", "1h 2m"],
    [0, "count", "0"],
    [null, "count", "–"],
    [undefined, "percent", "–"],
  ] as const)("%j %s is written %s", (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text);
  });

  it("keeps every digit where it is asked for exactly", () => {
    expect(formatExact(14_823, "count")).toBe("14,823");
  });

  it("changes by percent, and percents by points", () => {
    expect(formatChange(-23.46, "count")).toBe("23.5%");
    expect(formatChange(1204.2, "count")).toBe("1,204%");
    expect(formatChange(-2.3, "percent")).toBe("2.3 pts");
  });
});

describe("a bucket", () => {
  it("is written as the server labels it, whatever the zone of the browser", () => {
    expect(formatBucket("2026-11-21 13:00:00", "hour")).toBe("13:00");
    expect(formatBucket("2026-11-21", "day")).toBe("21 Nov");
    expect(formatBucket("2026-11-01", "month")).toBe("Nov 2026");
    expect(describeBucket("2026-11-16", "week")).toBe("Week of Mon, 16 Nov 2026");
    expect(describeBucket("2026-11-21 00:00:00", "hour")).toBe("Sat, 21 Nov 2026, 00:00");
  });
});

describe("a country", () => {
  it("has its name and flag, and what is none keeps its text", () => {
    expect([countryName("DE"), flag("DE")]).toEqual(["Germany", "🇩🇪"]);
    expect([countryName("(not set)"), flag("(not set)")]).toEqual(["(not set)", ""]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Filter } from "../src/api/types";
import { HEADLINES } from "../src/model/metrics";
import { type Period, UNITS } from "../src/model/period";
import {
  type Compare,
  comparisonOf,
  readView,
  sharedSearch,
  type View,
  writeView,
} from "../src/model/view";

const filter: fc.Arbitrary<Filter> = fc.tuple(
  fc.constantFrom("is" as const, "is_not" as const),
  fc.constantFrom("event:page", "visit:country", "visit:source"),
  fc.tuple(fc.string({ unit: "grapheme" })),
);
const view: fc.Arbitrary<View> = fc.record({
  period: fc.constantFrom<(Period | undefined)[]>(undefined, "day", "all", {
    from: "2026-01-01",
    to: "2026-02-01",
  }),
  compare: fc.constantFrom<(Compare | undefined)[]>(undefined, "none", "previous_year", {
    from: "2025-01-01",
    to: "2025-02-01",
  }),
  unit: fc.constantFrom(undefined, ...UNITS),
  metric: fc.constantFrom(...HEADLINES),
  filters: fc.array(filter, { maxLength: 4 }),
});

describe("the view in the address", () => {
  it("is read back as it was written, commas and all", () => {
    fc.assert(
      fc.property(view, (wanted) => {
        const address = new URLSearchParams(writeView(wanted).toString());
        expect(readView(address)).toEqual(wanted);
      }),
    );
  });

  it("takes nothing from an address that it does not know", () => {
    const search = new URLSearchParams(
      "period=x&compare=me&unit=second&metric=__proto__&filter=is&filter=drop,event:page,/&filter=is,Page,/",
    );
    expect(readView(search)).toEqual({
      period: undefined,
      compare: undefined,
      unit: undefined,
      metric: "visitors",
      filters: [],
    });
  });

  it("keeps what other parts of the page wrote", () => {
    const search = new URLSearchParams("metrics=visits&period=7d");
    const written = writeView({ metric: "visitors", filters: [] }, search);
    expect(written.toString()).toBe("metrics=visits");
  });

  it("gives other pages of numbers what they share alone", () => {
    const search = new URLSearchParams("metrics=visits&period=7d&unit=day&filter=is,event:page,/");
    expect(sharedSearch(search)).toBe("?period=7d&filter=is%2Cevent%3Apage%2C%2F");
    expect(sharedSearch(new URLSearchParams("unit=day"))).toBe("");
  });
});

describe("a comparison", () => {
  it("is with nothing for all time, unless two dates are named", () => {
    expect(comparisonOf("previous_period", "all")).toBeUndefined();
    expect(comparisonOf("none", "day")).toBeUndefined();
    expect(comparisonOf("previous_year", "day")).toBe("previous_year");
    const days = { from: "2025-01-01", to: "2025-02-01" };
    expect(comparisonOf(days, "all")).toEqual(["2025-01-01", "2025-02-01"]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Filter } from "../src/api/types";
import { HEADLINES } from "../src/model/metrics";
import { type Period, UNITS } from "../src/model/period";
import {
  invertFilter,
  mayInvert,
  readView,
  toggleFilter,
  type View,
  writeView,
} from "../src/model/view";

const filter = fc.tuple(
  fc.constantFrom("is" as const, "is_not" as const),
  fc.constantFrom("event:page", "visit:country", "visit:source"),
  fc.tuple(fc.string({ unit: "grapheme" })),
);
const view: fc.Arbitrary<View> = fc.record({
  period: fc.constantFrom<(Period | undefined)[]>(undefined, "day", "all", {
    from: "2026-01-01",
    to: "2026-02-01",
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
      "period=x&unit=second&metric=__proto__&filter=is&filter=drop,event:page,/&filter=is,Page,/",
    );
    expect(readView(search)).toEqual({
      period: undefined,
      unit: undefined,
      metric: "visitors",
      filters: [],
    });
  });
});

describe("filters", () => {
  const germany: Filter = ["is", "visit:country", ["DE"]];
  const notGoogle: Filter = ["is_not", "visit:source", ["Google"]];

  it("narrow to a row on the first click and let go on the second", () => {
    const once = toggleFilter([notGoogle], "visit:country", "DE");
    expect(once).toEqual([notGoogle, germany]);
    expect(toggleFilter(once, "visit:country", "DE")).toEqual([notGoogle]);
  });

  it("hold one value per dimension: the last one clicked", () => {
    expect(toggleFilter([germany], "visit:country", "FR")).toEqual([
      ["is", "visit:country", ["FR"]],
    ]);
    expect(toggleFilter([notGoogle], "visit:source", "Google")).toEqual([
      ["is", "visit:source", ["Google"]],
    ]);
  });

  it("turn round in place", () => {
    expect(invertFilter([germany, notGoogle], notGoogle)).toEqual([
      germany,
      ["is", "visit:source", ["Google"]],
    ]);
  });

  it("on a goal stay as they are: the server counts who reached it alone", () => {
    expect(mayInvert(["is", "event:goal", ["Sign-up"]])).toBe(false);
    expect(mayInvert(germany)).toBe(true);
  });
});

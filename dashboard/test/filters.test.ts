import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Condition, Filter, Operator } from "../src/api/types";
import {
  describeFilter,
  invertFilter,
  mayInvert,
  OPERATORS,
  readFilter,
  toggleFilter,
  writeFilter,
} from "../src/model/filters";

const condition: fc.Arbitrary<Condition> = fc
  .tuple(
    fc.constantFrom(...(Object.keys(OPERATORS) as Operator[])),
    fc.constantFrom("event:page", "visit:country", "event:props:pläne, alle"),
    fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 3 }),
    fc.boolean(),
  )
  .map(([operator, dimension, values, anyCase]) =>
    anyCase
      ? [operator, dimension, values, { case_sensitive: false }]
      : [operator, dimension, values],
  );
const filter: fc.Arbitrary<Filter> = fc.oneof(
  condition,
  fc.tuple(fc.constant("or" as const), fc.array(condition, { minLength: 1, maxLength: 3 })),
);

describe("a filter in the address", () => {
  it("is read back as it was written", () => {
    fc.assert(
      fc.property(filter, (wanted) => {
        expect(readFilter(writeFilter(wanted))).toEqual([wanted]);
      }),
    );
  });

  it("stays plain text where it is a single value", () => {
    expect(writeFilter(["is", "event:page", ["/a,b"]])).toBe("is,event:page,/a,b");
  });

  it("is left out where it cannot be understood", () => {
    const broken = ["", "is", "drop,event:page,/", "[", "[1]", '["or"]', '["or",[["is"]]]', "null"];
    const wrong = [
      '["is","time:day",["2026"]]',
      '["is","event:page",[]]',
      '["is","event:page",[3]]',
    ];
    expect([...broken, ...wrong].flatMap(readFilter)).toEqual([]);
  });
});

describe("filters", () => {
  const germany: Condition = ["is", "visit:country", ["DE"]];
  const notGoogle: Condition = ["is_not", "visit:source", ["Google"]];

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

  it("turn round whatever they compare by, and keep how", () => {
    const contains: Condition = ["contains", "event:page", ["a", "b"], { case_sensitive: false }];
    const [turned] = invertFilter([contains], contains);
    expect(turned).toEqual(["contains_not", "event:page", ["a", "b"], { case_sensitive: false }]);
  });

  it("are told in words", () => {
    const group: Filter = ["or", [germany, ["contains_not", "event:page", ["/a", "/b"]]]];
    expect(describeFilter(group)).toBe("Country is Germany or Page does not contain /a or /b");
  });

  it("on a goal stay as they are: the server counts who reached it alone", () => {
    expect(mayInvert(["is", "event:goal", ["Sign-up"]])).toBe(false);
    expect(mayInvert(germany)).toBe(true);
  });
});

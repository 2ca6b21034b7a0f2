import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileName } from "../src/model/file-name";

describe("the name of a downloaded file", () => {
  it("says whose rows it holds, and of when", () => {
    expect(fileName("example.com", "Pages: Top", ["2026-11-01", "2026-11-14"])).toBe(
      "example.com-pages-top-2026-11-01-2026-11-14.csv",
    );
  });

  it("names a single day once, and a range by its name", () => {
    expect(fileName("example.com", "visitors", ["2026-11-01", "2026-11-01"])).toBe(
      "example.com-visitors-2026-11-01.csv",
    );
    expect(fileName("example.com", "visitors", "all")).toBe("example.com-visitors-all.csv");
  });

  it("leads out of no folder, whatever is searched for", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (domain, what) => {
        expect(fileName(domain, what, "day")).toMatch(/^[a-z0-9][a-z0-9.-]*\.csv$/);
      }),
    );
  });
});

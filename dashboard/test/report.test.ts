import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALL_METRICS, type Metric } from "../src/model/metrics";
import {
  CHARTS,
  type ChartKind,
  changeReport,
  chartOf,
  LIMITS,
  type Report,
  readReport,
  reportQuery,
  writeReport,
} from "../src/model/report";

const report: fc.Arbitrary<Report> = fc
  .record({
    metrics: fc.uniqueArray(fc.constantFrom(...ALL_METRICS), { minLength: 1 }),
    dimensions: fc.uniqueArray(fc.constantFrom("time:week", "visit:city", "event:props:a, b")),
    limit: fc.constantFrom(...LIMITS),
    offset: fc.nat(),
    chart: fc.constantFrom<(ChartKind | undefined)[]>(
      undefined,
      ...(Object.keys(CHARTS) as ChartKind[]),
    ),
    descending: fc.constantFrom(true, false, undefined),
    draws: fc.boolean(),
  })
  .map(({ descending, draws, ...rest }) => ({
    ...rest,
    order:
      descending === undefined
        ? undefined
        : [rest.metrics[0] as Metric, descending ? "desc" : "asc"],
    drawn: draws ? rest.metrics.at(-1) : undefined,
  }));

const some = (part: Partial<Report>): Report => ({
  metrics: ["visitors", "visits"],
  dimensions: ["visit:source"],
  limit: 25,
  offset: 50,
  ...part,
});

describe("a question in the address", () => {
  it("is read back as it was written", () => {
    fc.assert(
      fc.property(report, (wanted) => {
        const written = writeReport(wanted, new URLSearchParams()).toString();
        expect(readReport(new URLSearchParams(written))).toEqual(wanted);
      }),
    );
  });

  it("is visitors by day where there is none, or one that cannot be understood", () => {
    const search = new URLSearchParams("metrics=planets&limit=7&offset=-1&chart=pie&draw=visits");
    expect(readReport(search)).toEqual(readReport(new URLSearchParams()));
    expect(readReport(search)).toMatchObject({
      metrics: ["visitors", "visits", "pageviews"],
      dimensions: ["time:day"],
      limit: 25,
      offset: 0,
    });
  });
});

describe("another question", () => {
  it("begins on its first page and forgets an order by what it no longer asks for", () => {
    const ordered = some({ order: ["visits", "asc"], drawn: "visits" });
    expect(changeReport(ordered, { metrics: ["visitors"] })).toEqual(
      some({ metrics: ["visitors"], offset: 0, order: undefined, drawn: undefined }),
    );
    expect(changeReport(ordered, { offset: 25 })).toEqual({ ...ordered, offset: 25 });
  });

  it("is drawn as lines over time and as bars otherwise, until something else is chosen", () => {
    expect(chartOf(some({}))).toBe("bars");
    expect(chartOf(some({ dimensions: ["visit:os", "time:day"] }))).toBe("line");
    expect(chartOf(some({ chart: "none" }))).toBe("none");
  });

  it("leaves its order to the server until one is chosen", () => {
    expect(reportQuery(some({}))).toEqual({
      metrics: ["visitors", "visits"],
      dimensions: ["visit:source"],
    });
    expect(reportQuery(some({ order: ["visits", "asc"] })).order_by).toEqual([["visits", "asc"]]);
  });
});

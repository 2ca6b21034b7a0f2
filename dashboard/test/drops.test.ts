import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byReason, reasonName } from "../src/model/drops";

const item = fc.record({
  day: fc.constantFrom("2026-11-01", "2026-11-02", "2026-11-03"),
  reason: fc.constantFrom("bot", "duplicate", "privacy_signal"),
  count: fc.integer({ min: 1, max: 1000 }),
});
const drops = fc.uniqueArray(item, { selector: ({ day, reason }) => day + reason }).map((items) => {
  const totals: Record<string, number> = {};
  for (const { reason, count } of items) totals[reason] = (totals[reason] ?? 0) + count;
  const total = items.reduce((sum, { count }) => sum + count, 0);
  return { from: "2026-11-01", to: "2026-11-03", items, totals, total };
});

describe("what was left out", () => {
  it("is told whole: the days of each reason sum to it, and the reasons to all", () => {
    fc.assert(
      fc.property(drops, (answer) => {
        const told = byReason(answer);
        for (const { count, days } of told) {
          expect(days.reduce((sum, day) => sum + day.count, 0)).toBe(count);
        }
        expect(told.reduce((sum, { count }) => sum + count, 0)).toBe(answer.total);
      }),
    );
  });

  it("has the most frequent reason first, and the latest day", () => {
    fc.assert(
      fc.property(drops, (answer) => {
        const told = byReason(answer);
        const counts = told.map(({ count }) => count);
        expect(counts).toEqual([...counts].sort((one, other) => other - one));
        for (const { days } of told) {
          const order = days.map(({ day }) => day);
          expect(order).toEqual([...order].sort().reverse());
        }
      }),
    );
  });

  it("keeps the server's word for a reason that is new to the page", () => {
    expect(reasonName("bot")).toBe("Bots");
    expect(reasonName("solar_wind")).toBe("solar_wind");
  });
});

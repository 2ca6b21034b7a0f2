import { describe, expect, it } from "vitest";
import { makeId } from "../src/event";
import { isFinal, retryAfter } from "../src/transport";

describe("the transport", () => {
  it.each([202, 400, 401, 403, 404, 413])("takes %i as the server's last word", (status) => {
    expect(isFinal(status)).toBe(true);
  });

  it.each([408, 429, 500, 502, 503])("tries again after %i", (status) => {
    expect(isFinal(status)).toBe(false);
  });

  it("reads Retry-After in seconds, an hour at most, and nothing it cannot read", () => {
    expect(["3", null, "", "-1", "soon", "1e9"].map(retryAfter)).toEqual([
      3000, 0, 0, -1000, 0, 3_600_000,
    ]);
  });
});

describe("an event's id", () => {
  it("is made where crypto.randomUUID is missing, and never twice", () => {
    const native = crypto.randomUUID;
    try {
      Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
      const ids = Array.from({ length: 200 }, makeId);
      for (const id of ids) expect(id).toMatch(/^\d{4,40}$/);
      expect(new Set(ids).size).toBe(200);
    } finally {
      Object.defineProperty(crypto, "randomUUID", { value: native, configurable: true });
    }
  });
});

import codes from "i18n-iso-countries/codes.json";
import { describe, expect, it } from "vitest";
import { drawWorld, HEIGHT, WIDTH } from "../world.js";

const { outlines, dots } = drawWorld();

describe("the map", () => {
  it("has a place for every country and territory but Antarctica", () => {
    const absent = codes
      .map(([code]) => code as string)
      .filter((code) => !(code in outlines || code in dots));
    expect(absent).toEqual(["AQ"]);
  });

  it("draws each once, as an outline or as a dot", () => {
    expect(Object.keys(dots).filter((code) => code in outlines)).toEqual([]);
    for (const code of ["DE", "TW", "XK", "PS", "EH", "GL"]) expect(outlines[code]).toMatch(/^M/);
    for (const code of ["SG", "HK", "GF", "MT"]) expect(dots[code]).toHaveLength(2);
  });

  it("lies within its frame, east to the right and north above", () => {
    for (const [x, y] of Object.values(dots)) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(WIDTH);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(HEIGHT);
    }
    const [singapore, malta] = [dots.SG, dots.MT] as [[number, number], [number, number]];
    expect(singapore[0]).toBeGreaterThan(malta[0]);
    expect(singapore[1]).toBeGreaterThan(malta[1]);
  });
});

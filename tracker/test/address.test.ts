import { describe, expect, it } from "vitest";
import { pageAddress } from "../src/address";

const SITE = "https://example.com/app?x=1";

describe("the address of a page", () => {
  it.each(["", "#", "#part", "#/inbox", "#a#b"])(
    "never carries %s where routes are paths",
    (rest) => {
      expect(pageAddress(SITE + rest, false)).toBe(SITE);
    },
  );

  it.each([
    ["", ""],
    ["#", ""],
    ["#/", ""],
    ["#!/", ""],
    ["#/inbox/7", "#/inbox/7"],
    ["#!/inbox", "#/inbox"],
    ["#inbox", "#/inbox"],
    ["#/a#b", "#/a#b"],
    ["#/inbox?key=secret", "#/inbox"],
    ["#?key=secret", ""],
    ["#access_token=secret&state=/x", ""],
  ])("with routes in the fragment, %s is told as %s", (fragment, told) => {
    expect(pageAddress(SITE + fragment, true)).toBe(SITE + told);
  });
});

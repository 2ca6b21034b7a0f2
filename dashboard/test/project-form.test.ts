import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLines, readProjectForm } from "../src/model/project-form";

const host = fc.stringMatching(/^(\*\.)?[a-z0-9]{1,9}(\.[a-z0-9]{1,9}){0,2}$/);

describe("a list in a text field", () => {
  it("is read back as it was written, one value to a line", () => {
    fc.assert(
      fc.property(fc.array(host), fc.constantFrom("\n", "\r\n", " \n\n ", ", "), (hosts, gap) => {
        expect(readLines(hosts.join(gap))).toEqual(hosts);
      }),
    );
  });
});

describe("the form of a project", () => {
  const filled = {
    name: "Shop",
    domain: "example.com",
    timezone: "UTC",
    visitor_basis: "monthly",
    session_minutes: "45",
    honour_privacy_signals: "on",
  };

  it("becomes the fields of the API", () => {
    expect(readProjectForm({ ...filled, allowed_hosts: "a.example\n*.b.example" })).toEqual({
      ...filled,
      session_minutes: 45,
      honour_privacy_signals: true,
      allowed_hosts: ["a.example", "*.b.example"],
      aliases: [],
    });
  });

  it("clears a list that was emptied, and a tick that was taken away", () => {
    const { honour_privacy_signals: _, ...without } = filled;
    const fields = readProjectForm(without);
    expect(fields.allowed_hosts).toEqual([]);
    expect(fields.honour_privacy_signals).toBe(false);
  });
});

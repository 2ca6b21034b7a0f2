import { describe, expect, it } from "vitest";
import { ProblemError } from "../src/api/problem";

const problem = new ProblemError({
  type: "about:blank",
  title: "Bad Request",
  status: 400,
  errors: [
    { path: "allowed_hosts[1]", message: "must be a hostname" },
    { path: "name_of_a_thing", message: "must be short" },
  ],
});

describe("a refusal's word about a field", () => {
  it("is found for the list that holds the refused value", () => {
    expect(problem.about("allowed_hosts")).toBe("must be a hostname");
  });

  it("is not taken from a field whose name only begins alike", () => {
    expect(problem.about("name")).toBeUndefined();
    expect(problem.about("allowed")).toBeUndefined();
  });
});

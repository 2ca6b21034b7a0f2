import { describe, expect, it } from "vitest";
import { snippet } from "../src/model/snippet";

const SITE = { server: "https://stats.example.com", prefixed: false, key: "pk_1", honours: true };

describe("the tag for a page", () => {
  it("names the project and nothing else, if nothing is chosen", () => {
    expect(snippet(SITE, [])).toBe(
      '<script defer src="https://stats.example.com/js/insights.js" data-project="pk_1"></script>',
    );
  });

  it("says what is chosen, and each chunk once", () => {
    const tag = snippet(SITE, ["all-clicks", "clicks", "vitals", "consent"]);
    expect(tag).toContain('data-with="vitals clicks"');
    expect(tag).toContain('data-clicks="all" data-consent="none"></script>');
  });

  it("leaves privacy signals to a project that does not honour them", () => {
    expect(snippet({ ...SITE, honours: false }, [])).toContain(' data-signals="ignore">');
  });

  it("says where events go, if the server is below a prefix", () => {
    const site = { ...SITE, server: "https://example.com/tools", prefixed: true };
    expect(snippet(site, [])).toContain('data-endpoint="https://example.com/tools/api/v1/events"');
  });
});

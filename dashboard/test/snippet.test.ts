import { describe, expect, it } from "vitest";
import { NO_WISHES, options, settingsFor, tag } from "../src/model/snippet";

const SITE = { server: "https://stats.example.com", prefixed: false, key: "pk_1", honours: true };
const HASHES = { "insights.js": "sha384-a", "visitor.js": "sha384-b", "vitals.js": "sha384-c" };

describe("the tag for a page", () => {
  it("names the project and nothing else, if nothing is wished", () => {
    expect(tag(SITE, NO_WISHES)).toBe(
      '<script defer src="https://stats.example.com/js/insights.js" data-project="pk_1"></script>',
    );
  });

  it("says what is chosen, and each chunk once", () => {
    const choices = ["all-clicks", "clicks", "vitals", "consent"] as const;
    const line = tag(SITE, { ...NO_WISHES, choices });
    expect(line).toContain('data-with="vitals clicks"');
    expect(line).toContain('data-clicks="all" data-consent="none"></script>');
  });

  it("leaves privacy signals to a project that does not honour them", () => {
    expect(tag({ ...SITE, honours: false }, NO_WISHES)).toContain(' data-signals="ignore">');
  });

  it("says where events go, if the server is below a prefix", () => {
    const site = { ...SITE, server: "https://example.com/tools", prefixed: true };
    expect(tag(site, NO_WISHES)).toContain(
      'data-endpoint="https://example.com/tools/api/v1/events"',
    );
  });

  it.each([
    [
      "/lib/site.js",
      "/lib/news",
      "https://stats.example.com/lib/site.js",
      "https://stats.example.com/lib/news",
    ],
    [
      "lib/site.js",
      "lib/news",
      "https://stats.example.com/lib/site.js",
      "https://stats.example.com/lib/news",
    ],
    ["https://a.com/s.js", "https://a.com/n", "https://a.com/s.js", "https://a.com/n"],
    ["https://a.com/s.js", "", "https://a.com/s.js", "https://stats.example.com/api/v1/events"],
  ])("takes the names %j and %j", (script, endpoint, src, to) => {
    const line = tag(SITE, { ...NO_WISHES, script, endpoint });
    expect(line).toContain(`src="${src}"`);
    expect(line).toContain(`data-endpoint="${to}"`);
  });

  it("holds the script and its chunks to their hashes, wherever they lie", () => {
    const [map, line] = tag(SITE, {
      ...NO_WISHES,
      choices: ["vitals"],
      script: "/lib/site.js",
      hashes: HASHES,
    }).split("\n</script>\n");
    expect(JSON.parse(map?.replace('<script type="importmap">', "") ?? "")).toEqual({
      integrity: {
        "https://stats.example.com/lib/vitals.js": "sha384-c",
        "https://stats.example.com/lib/visitor.js": "sha384-b",
      },
    });
    expect(line).toContain('integrity="sha384-a" crossorigin="anonymous"></script>');
  });
});

it("the package's options say the same as the tag's attributes", () => {
  const choices = ["clicks", "all-clicks", "links", "hash"] as const;
  expect(
    options({ ...SITE, honours: false }, { choices, script: "/s.js", endpoint: "/n" }),
  ).toEqual([
    ["project", "pk_1"],
    ["server", "https://stats.example.com"],
    ["endpoint", "https://stats.example.com/n"],
    ["signals", "ignore"],
    ["hash", true],
    ["clicks", "all"],
    ["links", false],
  ]);
});

it.each([
  [
    "/lib/site.js",
    "lib/news",
    "INSIGHTS_TRACKER_PATH=/lib/site.js\nINSIGHTS_COLLECT_PATH=/lib/news",
  ],
  ["", "/news", "INSIGHTS_COLLECT_PATH=/news"],
  ["https://a.com/s.js", "https://a.com/n", ""],
])("for %j and %j the server is told %j", (script, endpoint, settings) => {
  expect(settingsFor({ ...NO_WISHES, script, endpoint })).toBe(settings);
});

// What puts the tracker into a site: a tag, or a call of its package, with what its owner wants it to do.

import { CHOICES, type Choice, type ChoiceOf } from "./choices";

export interface Site {
  /** Where the server is, without a slash at the end. */
  server: string;
  /** The script asks for the root of its host, so a server below a prefix must be named. */
  prefixed: boolean;
  /** The project's public key. */
  key: string;
  /** Whether the project leaves out visitors whose browser asks for it. */
  honours: boolean;
}

export interface Wishes {
  choices: readonly Choice[];
  /** Names that no block list knows: paths on the server or whole addresses; empty for the usual ones. */
  script: string;
  endpoint: string;
  /** The files' hashes by their names, where the page must hold them to these. */
  hashes?: Record<string, string> | undefined;
}

export const NO_WISHES: Wishes = { choices: [], script: "", endpoint: "" };

const SCRIPT = "/js/insights.js";
const ENDPOINT = "/api/v1/events";

/** Fetched whatever was chosen, by the first call that says who a visitor is. */
const ALWAYS = "visitor";

export function tag(site: Site, wishes: Wishes): string {
  const script = scriptOf(site, wishes);
  const chunks = chunksOf(wishes);
  const attributes = [
    `src="${script}"`,
    `data-project="${site.key}"`,
    endpointOf(site, wishes) && `data-endpoint="${endpointOf(site, wishes)}"`,
    !site.honours && 'data-signals="ignore"',
    chunks.length > 0 && `data-with="${chunks.join(" ")}"`,
    ...chosen(wishes).map(({ attribute }) => attribute),
    wishes.hashes && `integrity="${wishes.hashes["insights.js"]}" crossorigin="anonymous"`,
  ];
  const line = `<script defer ${attributes.filter(Boolean).join(" ")}></script>`;
  return wishes.hashes ? `${importMap(script, [...chunks, ALWAYS], wishes.hashes)}\n${line}` : line;
}

/** Chunks are modules, which only an import map holds to their hashes. */
function importMap(script: string, chunks: string[], hashes: Record<string, string>): string {
  const folder = script.slice(0, script.lastIndexOf("/") + 1);
  const integrity = Object.fromEntries(
    chunks.map((chunk) => [`${folder}${chunk}.js`, hashes[`${chunk}.js`]]),
  );
  return `<script type="importmap">\n${JSON.stringify({ integrity }, null, 2)}\n</script>`;
}

/** The options of the package's `init`, each with its value. */
export function options(site: Site, wishes: Wishes): [string, string | boolean][] {
  const { script, ...rest } = wishes;
  const endpoint = rest.endpoint && endpointOf(site, wishes);
  const own = chosen(wishes).map(({ option }) => option);
  return [
    ...new Map<string, string | boolean>([
      ["project", site.key],
      ["server", site.server],
      ...(endpoint ? [["endpoint", endpoint] as const] : []),
      ...(site.honours ? [] : [["signals", "ignore"] as const]),
      ...own,
    ]),
  ];
}

const chosen = ({ choices }: Wishes): ChoiceOf[] =>
  CHOICES.filter(({ name }) => choices.includes(name));

const chunksOf = (wishes: Wishes): string[] => [
  ...new Set(chosen(wishes).flatMap(({ chunk }) => chunk ?? [])),
];

const isAddress = (text: string) => /^https?:\/\//.test(text);

const at = (server: string, name: string): string =>
  isAddress(name) ? name : `${server}/${name.replace(/^\//, "")}`;

const scriptOf = ({ server }: Site, { script }: Wishes): string => at(server, script || SCRIPT);

/** Empty where the script finds it by itself: on the root of the host that it came from. */
function endpointOf({ server, prefixed }: Site, { script, endpoint }: Wishes): string {
  const found = !prefixed && !isAddress(script);
  return endpoint || !found ? at(server, endpoint || ENDPOINT) : "";
}

/** What the server must be told for it to answer under these names; nothing for those elsewhere. */
export const settingsFor = ({ script, endpoint }: Wishes): string =>
  [
    script && !isAddress(script) && `INSIGHTS_TRACKER_PATH=${at("", script)}`,
    endpoint && !isAddress(endpoint) && `INSIGHTS_COLLECT_PATH=${at("", endpoint)}`,
  ]
    .filter(Boolean)
    .join("\n");

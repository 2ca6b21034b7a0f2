// The tag that puts the tracker into a page, with what its owner wants it to do.

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

export const CHOICES = [
  { name: "hash", label: "Pages are told apart by the fragment (#/inbox)", attribute: "data-hash" },
  { name: "vitals", label: "Web vitals", chunk: "vitals" },
  { name: "errors", label: "JavaScript errors", chunk: "errors" },
  { name: "clicks", label: "Clicks on marked elements", chunk: "clicks" },
  {
    name: "all-clicks",
    label: "All clicks",
    chunk: "clicks",
    attribute: 'data-clicks="all"',
  },
  { name: "moves", label: "Mouse movement", chunk: "moves" },
  { name: "missing", label: "Pages that are not found", chunk: "missing" },
  { name: "links", label: "No links and forms", attribute: 'data-links="off"' },
  {
    name: "consent",
    label: "Nothing before the visitor agrees",
    attribute: 'data-consent="none"',
  },
  {
    name: "storage",
    label: "Keep unsent events in the browser",
    attribute: "data-storage",
  },
] as const;

export type Choice = (typeof CHOICES)[number]["name"];

export function snippet(
  { server, prefixed, key, honours }: Site,
  chosen: readonly Choice[],
): string {
  const picked = CHOICES.filter(({ name }) => chosen.includes(name));
  const chunks = new Set(picked.flatMap((choice) => ("chunk" in choice ? [choice.chunk] : [])));
  const attributes = [
    `data-project="${key}"`,
    prefixed && `data-endpoint="${server}/api/v1/events"`,
    !honours && 'data-signals="ignore"',
    chunks.size > 0 && `data-with="${[...chunks].join(" ")}"`,
    ...picked.map((choice) => "attribute" in choice && choice.attribute),
  ];
  return `<script defer src="${server}/js/insights.js" ${attributes.filter(Boolean).join(" ")}></script>`;
}

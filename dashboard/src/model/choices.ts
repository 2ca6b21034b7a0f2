// What the tracker can be told, by its tag or its package.

export interface ChoiceOf {
  name: string;
  label: string;
  /** Of the tag. */
  attribute?: string;
  chunk?: string;
  /** Of the package: a name and its value. */
  option: [string, string | boolean];
}

export const CHOICES = [
  {
    name: "hash",
    label: "Pages are told apart by the fragment (#/inbox)",
    attribute: "data-hash",
    option: ["hash", true],
  },
  {
    name: "query",
    label: "Another query is no other page",
    attribute: 'data-query="ignore"',
    option: ["query", "ignore"],
  },
  { name: "vitals", label: "Web vitals", chunk: "vitals", option: ["vitals", true] },
  { name: "errors", label: "JavaScript errors", chunk: "errors", option: ["errors", true] },
  { name: "clicks", label: "Clicks on marked elements", chunk: "clicks", option: ["clicks", true] },
  {
    name: "all-clicks",
    label: "All clicks",
    chunk: "clicks",
    attribute: 'data-clicks="all"',
    option: ["clicks", "all"],
  },
  { name: "moves", label: "Mouse movement", chunk: "moves", option: ["moves", true] },
  {
    name: "missing",
    label: "Pages that are not found",
    chunk: "missing",
    option: ["missing", true],
  },
  {
    name: "links",
    label: "No links and forms",
    attribute: 'data-links="off"',
    option: ["links", false],
  },
  {
    name: "consent",
    label: "Nothing before the visitor agrees",
    attribute: 'data-consent="none"',
    option: ["consent", "none"],
  },
  {
    name: "storage",
    label: "Keep unsent events in the browser",
    attribute: "data-storage",
    option: ["storage", true],
  },
] as const satisfies ChoiceOf[];

export type Choice = (typeof CHOICES)[number]["name"];

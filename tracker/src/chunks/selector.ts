// A selector that finds an element again after the page's looks have changed: built from ids, names and places among
// its kind, never from classes.

/** Ids that frameworks make anew each time: `:r1:`, `radix-«r3»`, `ember1042`. */
const MADE = /[:«»]|\d{3,}/;
const NAMES = ["data-testid", "name", "aria-label"];

export function selectorOf(element: Element): string {
  const steps: string[] = [];
  let at: Element | null = element;
  while (at && at !== document.body && at !== document.documentElement) {
    const step = stepOf(at);
    steps.unshift(step.text);
    if (step.alone) break;
    at = at.parentElement ?? hostOf(at, steps);
  }
  return steps.join(" > ").replace(/ > >>> > /g, " >>> ") || element.localName;
}

function stepOf(element: Element): { text: string; alone: boolean } {
  const root = element.getRootNode() as ParentNode;
  const tag = element.localName;
  if (element.id && !MADE.test(element.id)) {
    return { text: `#${CSS.escape(element.id)}`, alone: root === document };
  }
  for (const name of NAMES) {
    const value = element.getAttribute(name);
    const text = `${tag}[${name}="${CSS.escape(value ?? "")}"]`;
    if (value && root.querySelectorAll(text).length === 1) {
      return { text, alone: root === document };
    }
  }
  const alike = [...(element.parentNode?.children ?? [])].filter((one) => one.localName === tag);
  const text = alike.length > 1 ? `${tag}:nth-of-type(${alike.indexOf(element) + 1})` : tag;
  return { text, alone: false };
}

/** Out of a component's shadow root. */
function hostOf(element: Element, steps: string[]): Element | null {
  const root = element.getRootNode();
  if (!(root instanceof ShadowRoot)) return null;
  steps.unshift(">>>");
  return root.host;
}

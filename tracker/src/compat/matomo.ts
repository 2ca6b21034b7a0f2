// Matomo's snippet: commands that a page pushes into `_paq`, before the script has come and after.

import type { Insights, Options } from "../../insights";
import { absolute, entry, start } from "./start";

type Command = [name: string, ...given: unknown[]];

declare global {
  interface Window {
    _paq?: { push(...commands: Command[]): void };
  }
}

/** The entry of local storage that says so on later pages. */
const CONSENT = "mtm_consent";
const script = document.currentScript as HTMLScriptElement;
const early = (window._paq ?? []) as Command[];
/** The page, as it says itself. */
const page: { url?: string | undefined; title?: string } = {};
/** Of every event from now on. */
const dimensions: Record<string, unknown> = {};
/** Commands wait until the page has said whose site it is, and that its visitor agrees. */
const held: Command[] = [];
let site: string | undefined;
/** Whom Matomo's own page for opting out has left out stays out. */
let consented = !document.cookie.includes("mtm_consent_removed=");
let begun = false;
let insights: Insights | undefined;

const record = (name: unknown, properties: object = {}, more: Options = {}) => {
  const options = { ...page, ...more, properties: { ...dimensions, ...properties } };
  insights?.(`${name}`, options as Options);
};

/** What goes before all that is held. */
const SETTINGS: Record<string, (...given: never[]) => void> = {
  setSiteId(id: string) {
    site = `${id}`;
  },
  requireConsent() {
    consented &&= !!entry(CONSENT);
  },
  setConsentGiven() {
    consented = true;
    agree();
  },
  rememberConsentGiven() {
    remember("1");
    SETTINGS.setConsentGiven?.();
  },
  forgetConsentGiven() {
    remember("");
    consented = false;
    insights?.consent("none");
  },
};

const remember = (said: string) => {
  try {
    localStorage.setItem(CONSENT, said);
  } catch {}
};

/** Takes back what `forgetConsentGiven` has said, on this page or on one before. */
const agree = () => {
  if (entry("insights_consent") === "none") insights?.consent("cookieless");
};

const COMMANDS: Record<string, (...given: never[]) => void> = {
  trackPageView(title?: string) {
    record("pageview", {}, title ? { title } : {});
  },
  trackEvent(category: unknown, action: unknown, name?: unknown, value?: unknown) {
    record(action, { category, name, value });
  },
  trackLink(url: string, kind: string) {
    record(kind === "download" ? "download" : "outbound", { url });
  },
  trackSiteSearch(keyword: unknown, category?: unknown, results?: unknown) {
    record("search", { keyword, category: category || undefined, results });
  },
  trackGoal(id: unknown, revenue?: unknown) {
    record(`goal ${id}`, { revenue });
  },
  trackEcommerceOrder(order_id: unknown, revenue: unknown) {
    record("purchase", { order_id, revenue });
  },
  setUserId(id: string) {
    insights?.identify(id);
  },
  resetUserId() {
    insights?.reset();
  },
  setCustomUrl(url: string) {
    page.url = absolute(url);
  },
  setDocumentTitle(title: string) {
    page.title = title;
  },
  setCustomDimension(id: unknown, value: unknown) {
    dimensions[`dimension${id}`] = value;
  },
  deleteCustomDimension(id: unknown) {
    delete dimensions[`dimension${id}`];
  },
  optUserOut() {
    insights?.optOut();
  },
  forgetUserOptOut() {
    insights?.optOut(false);
  },
};

const watchesLinks = () => held.some(([name]) => name === "enableLinkTracking");
const changes = () => held.find(([name]) => /setCustomRequestProcessing/.test(name))?.[0];

const begin = () => {
  if (!site || !consented || !held.length) return;
  if (!begun) {
    begun = true;
    const settings = { project: site, pages: "off", ...(!watchesLinks() && { links: "off" }) };
    insights = start(script, settings, "", changes());
    agree();
  }
  for (const [name, ...given] of held.splice(0)) COMMANDS[name]?.(...(given as never[]));
};

/** Functions, which would be called with their tracker, are none. */
const isCommand = (given: unknown): given is Command =>
  Array.isArray(given) && typeof given[0] === "string";

const push = (...commands: Command[]) => {
  for (const [name, ...given] of commands.filter(isCommand)) {
    if (SETTINGS[name]) SETTINGS[name](...(given as never[]));
    else held.push([name, ...given]);
  }
  begin();
};

window._paq = { push };
push(...early);

// Umami's script tag: `data-website-id` names the project.

import type { Insights, Options } from "../../insights";
import { absolute, observeMarked, start } from "./start";

type Data = Record<string, unknown>;
interface Payload {
  name?: string;
  url?: string;
  title?: string;
  data?: Data;
}
type Payloads = Payload | ((payload: Data) => Payload | undefined);

const script = document.currentScript as HTMLScriptElement;
const { websiteId, hostUrl, domains, beforeSend, autoTrack } = script.dataset;

/** There nothing but calls is recorded then. */
const automatic = autoTrack !== "false";

const insights: Insights | undefined = websiteId
  ? start(
      script,
      {
        project: websiteId,
        ...(hostUrl && { endpoint: `${new URL("/api/v1/events", hostUrl)}` }),
        ...(!automatic && { pages: "off", links: "off" }),
        ...(domains && { hosts: domains.replace(/[\s,]+/g, " ") }),
      },
      "umami.disabled",
      beforeSend && "data-before-send",
    )
  : undefined;

/** Money stands among the data there. */
const optionsOf = ({ url, title, data = {} }: Payload): Options => {
  const { revenue, currency, ...properties } = data;
  const money =
    revenue != null && currency ? { revenue: { amount: revenue, currency } } : undefined;
  const own = { url: absolute(url), title };
  return { ...own, properties: money ? properties : data, ...money } as Options;
};

const whole = (): Data => ({
  website: websiteId,
  hostname: location.hostname,
  language: navigator.language,
  referrer: document.referrer,
  screen: `${screen.width}x${screen.height}`,
  title: document.title,
  url: location.href,
});

/** As there, it can be awaited. */
const track = async (asked: string | Payloads = {}, data?: Data) => {
  const said = typeof asked === "function" ? asked(whole()) : asked;
  if (!said) return;
  const payload: Payload = typeof said === "string" ? { name: said, ...(data && { data }) } : said;
  insights?.(payload.name ?? "pageview", optionsOf(payload));
};

const identify = async (person: string | Data, data?: Data) => {
  if (typeof person === "string") insights?.identify(person, data);
  else insights?.("identify", { properties: person });
};

/** Marks are attributes, as `data-umami-event="signup"` and `data-umami-event-plan="pro"`. */
const MARK = "data-umami-event";
const tellMarked = (element: Element) => {
  const read = Array.from(element.attributes, ({ name, value }) => [
    name.slice(MARK.length + 1),
    value,
    name,
  ]);
  const data = Object.fromEntries(read.filter(([rest, , name]) => rest && name?.startsWith(MARK)));
  track(element.getAttribute(MARK) as string, data);
};

if (automatic) observeMarked(`[${MARK}]`, tellMarked);

Object.assign(window, { umami: { track, identify } });

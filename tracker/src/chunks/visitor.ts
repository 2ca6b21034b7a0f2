// Who the visitor is and what they have agreed to. Fetched before anything is recorded where that is to be known
// first, else with the first call of one of its methods.

import type { Consent, Options } from "../../insights";
import type { Core } from "../recorder";
import { forbids, type Settings } from "../settings";
import { createIdentity } from "./identity";
import { attempt, createStore } from "./store";

const MODES: readonly string[] = ["none", "cookieless", "full"] satisfies Consent[];
const KEY = "insights_consent";
const OUT = "out";

/** What the browser's user has said, else what the page says. */
const choice = ({ consent }: Settings) => {
  const said = attempt((storage) => storage.getItem(KEY)) ?? consent ?? "cookieless";
  return said === OUT || MODES.includes(said) ? said : "none";
};

const hostAllowed = ({ hosts }: Settings) =>
  !hosts || hosts.split(" ").some((host) => `.${location.hostname}`.endsWith(`.${host}`));

export default function visitor(core: Core) {
  const { settings } = core;
  const identity = createIdentity();
  const store = createStore(settings.project);
  let mode: string;
  /** Of somebody who was named while nothing could be recorded. */
  let untold: Options | undefined;

  /** Follows a choice: what was read under the one before is told or, without consent, forgotten. */
  const heed = (chosen: string) => {
    mode = chosen;
    const silent = mode === OUT || mode === "none" || !hostAllowed(settings) || forbids(settings);
    const began = core.silent && !silent;
    if (!silent && !began) core.report();
    const stores = !silent && (mode === "full" || settings.storage != null);
    core.silent = silent;
    if (!silent && mode === "full") identity.keep();
    core.keep = stores ? store.save : () => {};
    if (silent) core.stop();
    if (stores) core.put(store.take());
    if (!began) return;
    if (!settings.pages) core.record("pageview");
    if (untold) core.record("identify", untold);
    untold = undefined;
  };

  const change = (said: string | undefined) => {
    attempt((storage) => (said ? storage.setItem(KEY, said) : storage.removeItem(KEY)));
    const chosen = said ?? choice(settings);
    if (chosen !== "full") {
      identity.forget();
      store.forget();
    }
    heed(chosen);
  };

  core.dress = identity.dress;
  heed(choice(settings));

  return {
    identify(user_id: string, traits?: Record<string, unknown>) {
      if (user_id == null || `${user_id}` === "") throw Error("identify needs the user's id.");
      if (`${user_id}` === identity.person.user_id && !traits) return;
      core.report();
      identity.person.user_id = `${user_id}`;
      identity.save();
      const options = traits ? { properties: traits } : {};
      if (core.silent) untold = options;
      else core.record("identify", options);
    },
    reset() {
      core.report();
      identity.reset();
    },
    group(kind: string, id: string | null) {
      const { properties } = identity.person;
      const { [kind]: _, ...others } = properties.groups ?? {};
      properties.groups = id == null ? others : { ...others, [kind]: `${id}` };
      identity.save();
    },
    register(more: Record<string, unknown>) {
      const { properties } = identity.person;
      for (const [name, value] of Object.entries(more)) {
        if (value == null) delete properties[name];
        else properties[name] = value;
      }
      identity.save();
    },
    consent(asked: string) {
      if (!MODES.includes(asked)) throw Error(`consent is none, cookieless or full, not ${asked}.`);
      // Who has opted out has the last word.
      if (mode === OUT) return;
      change(asked);
    },
    optOut(out = true) {
      change(out ? OUT : undefined);
    },
  };
}

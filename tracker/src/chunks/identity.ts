// What every event carries of its visitor, and what of it the browser keeps.

import { makeId, type SentEvent } from "../event";
import { attempt } from "./store";

const KEY = "insights_visitor";

export interface Person {
  visitor_id?: string;
  user_id?: string;
  /** Of every event; groups are among them. */
  properties: Record<string, unknown> & { groups?: Record<string, string> };
}

export interface Identity {
  readonly person: Person;
  /** Gives the visitor an id of this browser, and keeps it there with all else. */
  keep(): void;
  /** The browser keeps nothing any more. */
  forget(): void;
  save(): void;
  /** Somebody else. */
  reset(): void;
  dress(event: SentEvent): void;
}

export function createIdentity(): Identity {
  let person: Person = { properties: {} };
  let kept = false;

  const save = () => {
    if (kept) attempt((storage) => storage.setItem(KEY, JSON.stringify(person)));
  };

  return {
    get person() {
      return person;
    },
    keep() {
      const before = attempt((storage) => JSON.parse(storage.getItem(KEY) ?? "null"));
      const properties = { ...before?.properties, ...person.properties };
      person = { visitor_id: makeId(), ...before, ...person, properties };
      kept = true;
      save();
    },
    forget() {
      kept = false;
      delete person.visitor_id;
      attempt((storage) => storage.removeItem(KEY));
    },
    save,
    reset() {
      person = { properties: {}, ...(kept && { visitor_id: makeId() }) };
      save();
    },
    dress(event) {
      const { visitor_id, user_id, properties } = person;
      if (visitor_id) event.visitor_id = visitor_id;
      if (user_id) event.user_id ??= user_id;
      // What is known of a person is not what holds for the event.
      if (event.name !== "identify" && Object.keys(properties).length)
        event.properties = { ...properties, ...event.properties };
    },
  };
}

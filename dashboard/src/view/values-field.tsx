// Any number of values, each typed or picked from those that occur most.

import { type KeyboardEvent, useId, useState } from "react";
import { countryCode } from "../model/countries";
import { displayValue, isProperty, PROPERTY } from "../model/dimensions";
import { breakdownQuery, type Scope, useAnswer } from "../overview/questions";
import { Field } from "../parts/fields";
import { Icon } from "../parts/icons";
import { useSettled } from "../parts/settled";

const SUGGESTED = 30;

interface Props {
  /** Under which the form holds what is typed and not yet taken. */
  name: string;
  scope: Scope;
  dimension: string;
  values: string[];
  error: string | undefined;
  onChange: (values: string[]) => void;
}

export function ValuesField({ name, scope, dimension, values, error, onChange }: Props) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const suggested = useSuggestions(scope, useSettled(dimension), useSettled(typed.trim()));
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !typed.trim()) return;
    event.preventDefault();
    onChange(withTyped(dimension, values, typed));
    setTyped("");
  };
  return (
    <div>
      <Field
        label="Values"
        name={name}
        list={id}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder={values.length ? "Another one" : "Type or choose"}
        hint="Any of them. Enter takes what was typed and makes room for another."
        required={values.length === 0}
        value={typed}
        error={error}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={press}
      />
      <datalist id={id}>
        {suggested.map((value) => (
          <option key={value} value={displayValue(dimension, value)} />
        ))}
      </datalist>
      <ul aria-label="Chosen values" className="mt-2 flex flex-wrap gap-1 empty:hidden">
        {values.map((value) => (
          <li
            key={value}
            className="flex max-w-full items-center rounded-md bg-raised pl-2 text-sm"
          >
            <span className="truncate">{displayValue(dimension, value)}</span>
            <button
              type="button"
              aria-label={`Remove ${displayValue(dimension, value)}`}
              className="grid size-7 shrink-0 place-items-center rounded text-muted hover:text-ink"
              onClick={() => onChange(values.filter((other) => other !== value))}
            >
              <Icon name="close" className="size-3" />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The values with one more; countries may be typed by their name. */
export function withTyped(dimension: string, values: string[], typed = ""): string[] {
  const text = typed.trim();
  const value = dimension === "visit:country" ? countryCode(text) : text;
  return value && !values.includes(value) ? [...values, value] : values;
}

function useSuggestions(scope: Scope, dimension: string, search: string): string[] {
  const named = !isProperty(dimension) || dimension.length > PROPERTY.length;
  const query = breakdownQuery(
    { ...scope, filters: [] },
    { dimension, metrics: ["visitors"] },
    { search },
  );
  const { data } = useAnswer({ ...query, pagination: { limit: SUGGESTED } }, named);
  return (data?.results ?? []).flatMap(({ dimensions: [value] }) => (value ? [value] : []));
}

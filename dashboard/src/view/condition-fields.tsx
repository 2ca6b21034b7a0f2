import type { Condition, Operator } from "../api/types";
import { FILTERED, isProperty, PROPERTY } from "../model/dimensions";
import { OPERATORS, operatorsFor } from "../model/filters";
import type { Scope } from "../overview/questions";
import { Field } from "../parts/fields";
import { Icon } from "../parts/icons";
import { Select } from "../parts/select";
import { DimensionOptions } from "./dimension-options";
import { ValuesField } from "./values-field";

interface Props {
  name: string;
  scope: Scope;
  legend: string;
  condition: Condition;
  error: string | undefined;
  onChange: (condition: Condition) => void;
  onRemove: (() => void) | undefined;
}

export function ConditionFields({
  name,
  scope,
  legend,
  condition,
  error,
  onChange,
  onRemove,
}: Props) {
  const [operator, dimension, values, options] = condition;
  const operators = operatorsFor(dimension);
  /** Values of one dimension mean nothing in another. */
  const turnTo = (next: string) =>
    onChange([operatorsFor(next).includes(operator) ? operator : "is", next, []]);
  return (
    <fieldset className="space-y-3">
      <legend className="text-sm font-medium">{legend}</legend>
      <div className="flex gap-2">
        <Select
          label="Dimension"
          className="flex-1"
          value={isProperty(dimension) ? PROPERTY : dimension}
          onChange={(event) => turnTo(event.target.value)}
        >
          <DimensionOptions groups={FILTERED} />
        </Select>
        <Select
          label="Operator"
          className="flex-1"
          value={operator}
          onChange={(event) =>
            onChange([event.target.value as Operator, dimension, values, ...rest(options)])
          }
        >
          {operators.map((one) => (
            <option key={one} value={one}>
              {OPERATORS[one]}
            </option>
          ))}
        </Select>
        {onRemove && (
          <button
            type="button"
            aria-label="Remove this condition"
            className="button button-quiet w-9 px-0"
            onClick={onRemove}
          >
            <Icon name="close" />
          </button>
        )}
      </div>
      {isProperty(dimension) && (
        <Field
          label="Property"
          name="property"
          required
          autoCapitalize="none"
          spellCheck={false}
          defaultValue={dimension.slice(PROPERTY.length)}
          onChange={(event) => turnTo(PROPERTY + event.target.value.trim())}
        />
      )}
      <ValuesField
        name={name}
        scope={scope}
        dimension={dimension}
        values={values}
        error={error}
        onChange={(next) => onChange([operator, dimension, next, ...rest(options)])}
      />
      <label className="flex items-center gap-2 text-sm">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={options !== undefined}
          onChange={(event) =>
            onChange(
              event.target.checked
                ? [operator, dimension, values, { case_sensitive: false }]
                : [operator, dimension, values],
            )
          }
        />
        Ignore case
      </label>
    </fieldset>
  );
}

const rest = (options: { case_sensitive: false } | undefined): [] | [{ case_sensitive: false }] =>
  options ? [options] : [];

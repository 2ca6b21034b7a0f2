import { useState } from "react";
import { GROUPED, isProperty, PROPERTY } from "../model/dimensions";
import { Icon } from "../parts/icons";
import { Select } from "../parts/select";
import { DimensionOptions } from "../view/dimension-options";
import { Faults } from "./question";

const MOST = 8;

interface Props {
  dimensions: string[];
  errors: string[];
  onChange: (dimensions: string[]) => void;
}

export function DimensionPickers({ dimensions, errors, onChange }: Props) {
  /** A property whose name is still to be typed is not asked for yet. */
  const [unnamed, setUnnamed] = useState(false);
  const shown = unnamed ? [...dimensions, PROPERTY] : dimensions;
  const put = (index: number, dimension: string) => {
    setUnnamed(dimension === PROPERTY);
    const kept = dimensions.toSpliced(index, 1, ...(dimension === PROPERTY ? [] : [dimension]));
    onChange([...new Set(kept)]);
  };
  return (
    <fieldset className="p-4">
      <legend className="float-left mb-2 text-sm font-medium">By</legend>
      <div className="clear-left flex flex-wrap items-center gap-2">
        {shown.map((dimension, index) => (
          <Picker
            key={dimension}
            dimension={dimension}
            place={index + 1}
            onChange={(next) => put(index, next)}
            onRemove={() => {
              if (index < dimensions.length) onChange(dimensions.toSpliced(index, 1));
              else setUnnamed(false);
            }}
          />
        ))}
        {shown.length < MOST && (
          <Select
            label="Add a dimension"
            value=""
            onChange={(event) => put(dimensions.length, event.target.value)}
          >
            <option value="">{shown.length ? "And by…" : "Choose…"}</option>
            <DimensionOptions groups={GROUPED} />
          </Select>
        )}
      </div>
      <Faults errors={errors} />
    </fieldset>
  );
}

interface PickerProps {
  dimension: string;
  place: number;
  onChange: (dimension: string) => void;
  onRemove: () => void;
}

function Picker({ dimension, place, onChange, onRemove }: PickerProps) {
  return (
    <div className="flex min-w-0 max-w-full items-center">
      <Select
        label={`Dimension ${place}`}
        value={isProperty(dimension) ? PROPERTY : dimension}
        onChange={(event) => onChange(event.target.value)}
      >
        <DimensionOptions groups={GROUPED} />
      </Select>
      {isProperty(dimension) && (
        <input
          aria-label={`Property of dimension ${place}`}
          className="field ml-1 h-9 w-32"
          placeholder="Its name"
          autoCapitalize="none"
          spellCheck={false}
          defaultValue={dimension.slice(PROPERTY.length)}
          onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
          onBlur={(event) => {
            const name = event.target.value.trim();
            if (name && PROPERTY + name !== dimension) onChange(PROPERTY + name);
          }}
        />
      )}
      <button
        type="button"
        aria-label={`Remove dimension ${place}`}
        className="grid size-9 shrink-0 place-items-center rounded-lg text-muted hover:text-ink"
        onClick={onRemove}
      >
        <Icon name="close" className="size-3.5" />
      </button>
    </div>
  );
}

import { type Group, PROPERTY } from "../model/dimensions";

/** The options of a select, by what they are about. */
export function DimensionOptions({ groups }: { groups: Group[] }) {
  return (
    <>
      {groups.map(({ label, dimensions }) => (
        <optgroup key={label} label={label}>
          {Object.entries(dimensions).map(([dimension, name]) => (
            <option key={dimension} value={dimension}>
              {name}
            </option>
          ))}
        </optgroup>
      ))}
      <optgroup label="Properties">
        <option value={PROPERTY}>Property…</option>
      </optgroup>
    </>
  );
}

import { Field } from "./fields";

export function TimeZoneField({
  defaultValue,
  error,
}: {
  defaultValue: string;
  error: string | undefined;
}) {
  return (
    <>
      <Field
        label="Time zone"
        name="timezone"
        required
        list="zones"
        defaultValue={defaultValue}
        hint="Days begin and end by its clocks."
        error={error}
      />
      <datalist id="zones">
        {Intl.supportedValuesOf("timeZone").map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}

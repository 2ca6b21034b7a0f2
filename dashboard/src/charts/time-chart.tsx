// Numbers over time, drawn, and as a table for those who do not see the drawing.

import { describeBucket, formatExact } from "../model/format";
import { METRICS } from "../model/metrics";
import { Chart, Mark } from "./chart";
import { colourOf, type Drawing } from "./chart-options";

export function TimeChart(drawing: Drawing) {
  return (
    <>
      <Chart {...drawing} />
      <Legend {...drawing} />
      <Told {...drawing} />
    </>
  );
}

function Legend({ series }: Drawing) {
  if (series.lines.length < 2) return null;
  return (
    <p aria-hidden="true" className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
      {series.lines.map(({ name, days }, index) => (
        <span key={name} className="flex min-w-0 items-center gap-1.5">
          <Mark colour={colourOf(series, index)} />
          <span className="truncate">{days ? `${name}: ${days}` : name}</span>
        </span>
      ))}
    </p>
  );
}

function Told({ series, metric, step }: Drawing) {
  return (
    <div className="sr-only">
      <table>
        <caption>{METRICS[metric].label} over time</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.lines.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {series.labels.map((label, index) => (
            <tr key={label}>
              <th scope="row">{describeBucket(label, step)}</th>
              {series.lines.map(({ name, values }) => (
                <td key={name}>{formatExact(values[index], METRICS[metric].unit)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

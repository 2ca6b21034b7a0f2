// uPlot on a canvas, in the theme's colours, with a cursor that pointer and arrow keys move.

import { type KeyboardEvent, useEffect, useRef, useState, useSyncExternalStore } from "react";
import uPlot from "uplot";
import { describeBucket, formatExact } from "../model/format";
import { METRICS } from "../model/metrics";
import { Change } from "../parts/change";
import { chartOptions, colourOf, type Drawing, dataOf } from "./chart-options";

const HEIGHT = 256;

export function Chart({ series, metric, step, shape = "line" }: Drawing) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const theme = useTheme();
  const [at, setAt] = useState<number>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme needs a new drawing
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const drawing = { series, metric, step, shape };
    const size = { width: element.clientWidth, height: HEIGHT };
    const drawn = new uPlot({ ...size, ...chartOptions(drawing, setAt) }, dataOf(drawing), element);
    plot.current = drawn;
    const resizing = new ResizeObserver(([entry]) => {
      if (entry) drawn.setSize({ width: entry.contentRect.width, height: HEIGHT });
    });
    resizing.observe(element);
    return () => {
      resizing.disconnect();
      drawn.destroy();
      setAt(undefined);
    };
  }, [series, metric, step, shape, theme]);

  const moveTo = (index: number) => {
    const chart = plot.current;
    if (chart) chart.setCursor({ left: chart.valToPos(index, "x"), top: HEIGHT / 2 });
  };
  const last = series.labels.length - 1;
  const press = (event: KeyboardEvent) => {
    const next = {
      ArrowLeft: (at ?? last + 1) - 1,
      ArrowRight: (at ?? -1) + 1,
      Home: 0,
      End: last,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    moveTo(Math.min(Math.max(next, 0), last));
  };

  if (last < 0)
    return <p className="grid h-64 place-items-center text-sm text-muted">No data yet.</p>;
  return (
    <div
      ref={box}
      role="slider"
      tabIndex={0}
      aria-label={`${METRICS[metric].label}, chart`}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={at ?? last}
      aria-valuetext={describePoint({ series, metric, step }, at ?? last)}
      onKeyDown={press}
      className="relative rounded-lg"
    >
      {at !== undefined && plot.current && (
        <Tooltip {...{ series, metric, step }} index={at} chart={plot.current} />
      )}
    </div>
  );
}

function describePoint({ series, metric, step }: Drawing, index: number): string {
  const own = series.lines.filter((line) => !line.compared);
  const values = own.map(({ name, values }) => {
    const value = formatExact(values[index], METRICS[metric].unit);
    return own.length > 1 ? `${name} ${value}` : value;
  });
  return `${describeBucket(series.labels[index] as string, step)}: ${values.join(", ")}`;
}

const changeAt = ({ lines }: Drawing["series"], index: number) =>
  lines.find(({ changes }) => changes)?.changes?.[index];

interface TooltipProps extends Drawing {
  index: number;
  chart: uPlot;
}

function Tooltip({ series, metric, step, index, chart }: TooltipProps) {
  const label = series.labels[index];
  if (label === undefined) return null;
  const left = chart.over.offsetLeft + chart.valToPos(index, "x");
  const onTheRight = left > chart.width / 2;
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute top-2 z-10 max-w-56 rounded-lg border border-line bg-raised px-3 py-2 text-xs shadow-card"
      style={onTheRight ? { right: chart.width - left + 12 } : { left: left + 12 }}
    >
      <p className="mb-1 flex items-center gap-3 whitespace-nowrap text-muted">
        {describeBucket(label, step)}
        <Change change={changeAt(series, index)} metric={metric} before="" />
      </p>
      {series.running && index === series.labels.length - 1 && (
        <p className="mb-1 text-muted">Not over yet</p>
      )}
      {series.lines.map(({ name, values, compared }, place) => (
        <p key={name} className="flex items-center gap-2">
          <Mark colour={colourOf(series, place)} />
          <span className="min-w-0 truncate text-muted">{name}</span>
          <span
            className={`ml-auto pl-2 tabular-nums ${compared ? "text-muted" : "font-semibold"}`}
          >
            {formatExact(values[index], METRICS[metric].unit)}
          </span>
        </p>
      ))}
    </div>
  );
}

export const Mark = ({ colour }: { colour: string }) => (
  <span className="size-2 shrink-0 rounded-full" style={{ background: `var(${colour})` }} />
);

const theme = () => document.documentElement.dataset.theme;

function useTheme(): string | undefined {
  return useSyncExternalStore((changed) => {
    const watching = new MutationObserver(changed);
    watching.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => watching.disconnect();
  }, theme);
}

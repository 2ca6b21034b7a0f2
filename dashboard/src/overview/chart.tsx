// uPlot on a canvas, in the theme's colours, with a cursor that pointer and arrow keys move.

import { type KeyboardEvent, useEffect, useRef, useState, useSyncExternalStore } from "react";
import uPlot from "uplot";
import { describeBucket, formatExact } from "../model/format";
import { type Headline, METRICS } from "../model/metrics";
import type { Unit } from "../model/period";
import type { Series } from "../model/series";
import { chartOptions } from "./chart-options";

const HEIGHT = 256;

interface Props {
  series: Series;
  metric: Headline;
  unit: Unit;
}

export function Chart({ series, metric, unit }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const theme = useTheme();
  const [at, setAt] = useState<number>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme needs a new drawing
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const size = { width: element.clientWidth, height: HEIGHT };
    const drawn = new uPlot(
      { ...size, ...chartOptions(series, metric, unit, setAt) },
      [
        series.labels.map((_, index) => index),
        series.values,
        ...(series.previous ? [series.previous] : []),
      ],
      element,
    );
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
  }, [series, metric, unit, theme]);

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
      aria-valuetext={describePoint(series, metric, unit, at ?? last)}
      onKeyDown={press}
      className="relative rounded-lg"
    >
      {at !== undefined && plot.current && (
        <Tooltip series={series} metric={metric} unit={unit} index={at} chart={plot.current} />
      )}
    </div>
  );
}

const describePoint = (series: Series, metric: Headline, unit: Unit, index: number): string =>
  `${describeBucket(series.labels[index] as string, unit)}: ${formatExact(series.values[index], METRICS[metric].unit)}`;

interface TooltipProps extends Props {
  index: number;
  chart: uPlot;
}

function Tooltip({ series, metric, unit, index, chart }: TooltipProps) {
  const label = series.labels[index];
  if (label === undefined) return null;
  const write = (value: number | null | undefined) => formatExact(value, METRICS[metric].unit);
  const left = chart.over.offsetLeft + chart.valToPos(index, "x");
  const onTheRight = left > chart.width / 2;
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute top-2 z-10 rounded-lg border border-line bg-raised px-3 py-2 text-xs whitespace-nowrap shadow-card"
      style={onTheRight ? { right: chart.width - left + 12 } : { left: left + 12 }}
    >
      <p className="text-muted">{describeBucket(label, unit)}</p>
      <p className="mt-1 text-sm font-semibold tabular-nums">{write(series.values[index])}</p>
      {series.previous && (
        <p className="text-muted tabular-nums">before: {write(series.previous[index])}</p>
      )}
    </div>
  );
}

const theme = () => document.documentElement.dataset.theme;

function useTheme(): string | undefined {
  return useSyncExternalStore((changed) => {
    const watching = new MutationObserver(changed);
    watching.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => watching.disconnect();
  }, theme);
}

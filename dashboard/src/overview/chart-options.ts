// How uPlot draws a series: places are indexes, so that a day of 23 hours has 23 places.

import type uPlot from "uplot";
import { formatValue } from "../model/format";
import { type Headline, METRICS } from "../model/metrics";
import type { Unit } from "../model/period";
import { axisTicks, type Series } from "../model/series";

const FONT = "11px 'Inter Variable', ui-sans-serif, system-ui, sans-serif";
const TICK_WIDTH = 76;
const RISE = 1.1;

export function chartOptions(
  series: Series,
  metric: Headline,
  unit: Unit,
  onCursor: (index: number | undefined) => void,
): Omit<uPlot.Options, "width" | "height"> {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const few = series.labels.length < 2;
  const ticks = (width: number) =>
    axisTicks(series.labels, unit, Math.max(2, Math.floor(width / TICK_WIDTH)));
  const common = { stroke: colour("muted"), font: FONT, ticks: { show: false } };

  return {
    padding: [12, 12, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: false, range: [few ? -1 : 0, Math.max(series.labels.length - 1, 1)] },
      y: { range: (_, __, high) => [0, high > 0 ? high * RISE : 1] },
    },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 8, fill: (_, index) => colour(index === 1 ? "accent" : "muted") },
    },
    axes: [
      {
        ...common,
        size: 30,
        grid: { show: false },
        splits: (chart) => ticks(chart.width).map((tick) => tick.index),
        values: (chart) => ticks(chart.width).map((tick) => tick.text),
      },
      {
        ...common,
        size: 52,
        grid: { stroke: colour("line"), width: 1 },
        ...(METRICS[metric].unit === "count" && { incrs: WHOLE_STEPS }),
        values: (_, splits) => splits.map((value) => formatValue(value, METRICS[metric].unit)),
      },
    ],
    series: [
      {},
      {
        stroke: colour("accent"),
        fill: (chart: uPlot) => fade(chart, colour("accent")),
        width: 2,
        points: { show: few },
      },
      { stroke: colour("muted"), width: 1.5, dash: [2, 4], points: { show: false } },
    ].slice(0, series.previous ? 3 : 2),
    hooks: {
      setCursor: [({ cursor }) => onCursor(cursor.idx ?? undefined)],
    },
  };
}

/** Half a visitor is never marked on the axis. */
const WHOLE_STEPS = Array.from({ length: 12 }, (_, power) =>
  [1, 2, 5].map((n) => n * 10 ** power),
).flat();

function fade(chart: uPlot, colour: string): CanvasGradient | string {
  const { top, height } = chart.bbox;
  if (!Number.isFinite(height)) return "transparent";
  const gradient = chart.ctx.createLinearGradient(0, top, 0, top + height);
  gradient.addColorStop(0, `${colour}40`);
  gradient.addColorStop(1, `${colour}00`);
  return gradient;
}

// How uPlot draws a series: places are indexes, so that a day of 23 hours has 23 places.

import uPlot from "uplot";
import { formatValue } from "../model/format";
import { METRICS, type Metric } from "../model/metrics";
import type { Step } from "../model/period";
import { axisTicks, type Series } from "../model/series";

export type Shape = "line" | "bars";

export interface Drawing {
  series: Series;
  metric: Metric;
  step: Step;
  shape?: Shape;
}

const FONT = "11px 'Inter Variable', ui-sans-serif, system-ui, sans-serif";
const TICK_WIDTH = 76;
const RISE = 1.1;
const COLOURS = 6;

/** The custom property that colours a line; comparisons are muted. */
export const colourOf = ({ lines }: Series, index: number): string =>
  lines[index]?.compared ? "--muted" : `--line-${(index % COLOURS) + 1}`;

/** Places and heights in the order of drawing: what is compared with first, so that it lies behind. */
export function dataOf({ series, shape }: Drawing): uPlot.AlignedData {
  const heights = shape === "bars" ? stacked(series) : series.lines.map(({ values }) => values);
  return [series.labels.map((_, index) => index), ...heights.toReversed()];
}

/** Bars of one time stand on each other; the period before stands behind by itself. */
function stacked({ labels, lines }: Series): (number | null)[][] {
  const base = labels.map(() => 0);
  return lines.map(({ values, compared }) =>
    compared
      ? values
      : values.map((value, index) => {
          if (value === null) return null;
          base[index] = (base[index] ?? 0) + value;
          return base[index] ?? 0;
        }),
  );
}

export function chartOptions(
  drawing: Drawing,
  onCursor: (index: number | undefined) => void,
): Omit<uPlot.Options, "width" | "height"> {
  const { series, metric, step, shape } = drawing;
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const places = series.labels.length;
  const few = places < 2;
  const margin = shape === "bars" ? 0.5 : 0;
  const ticks = (width: number) =>
    axisTicks(series.labels, step, Math.max(2, Math.floor(width / TICK_WIDTH)));
  const common = { stroke: colour("--muted"), font: FONT, ticks: { show: false } };
  const { unit } = METRICS[metric];

  return {
    padding: [12, 12, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: false, range: [few ? -1 : -margin, Math.max(places - 1, 1) + margin] },
      y: { range: (_, __, high) => [0, high > 0 ? high * RISE : 1] },
    },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: {
        show: shape !== "bars",
        size: 8,
        fill: (_, index) => colour(colourOf(series, series.lines.length - index)),
      },
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
        grid: { stroke: colour("--line"), width: 1 },
        ...(unit === "count" && { incrs: WHOLE_STEPS }),
        values: (_, splits) => splits.map((value) => formatValue(value, unit)),
      },
    ],
    series: [{}, ...series.lines.map((_, index) => strokeOf(drawing, index, colour)).toReversed()],
    hooks: {
      setCursor: [({ cursor }) => onCursor(cursor.idx ?? undefined)],
    },
  };
}

function strokeOf(
  { series, shape }: Drawing,
  index: number,
  read: (name: string) => string,
): uPlot.Series {
  const colour = read(colourOf(series, index));
  const few = series.labels.length < 2;
  if (series.lines[index]?.compared) {
    return { stroke: colour, width: 1.5, dash: [2, 4], points: { show: false } };
  }
  if (shape === "bars") {
    const paths = uPlot.paths.bars?.({ size: [0.7, 48] });
    return { fill: colour, width: 0, points: { show: false }, ...(paths && { paths }) };
  }
  const alone = series.lines.filter((line) => !line.compared).length === 1;
  return {
    stroke: colour,
    width: 2,
    points: { show: few },
    ...(alone && { fill: (chart: uPlot) => fade(chart, colour) }),
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

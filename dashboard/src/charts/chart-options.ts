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

/** One stroke of the pen. */
interface Stroke {
  /** Of which line. */
  line: number;
  values: (number | null)[];
  /** The way to what is not over yet. */
  running: boolean;
}

/** In the order of drawing: what is compared with first, so that it lies behind. */
export function strokesOf({ series, shape }: Drawing): Stroke[] {
  const whole = (values: (number | null)[], line: number) => [{ line, values, running: false }];
  if (shape === "bars") return stacked(series).flatMap(whole).toReversed();
  const last = series.labels.length - 1;
  return series.lines
    .flatMap(({ values, compared }, line) => {
      if (!series.running || compared || last < 1) return whole(values, line);
      const until = values.map((value, index) => (index < last ? value : null));
      const from = values.map((value, index) => (index < last - 1 ? null : value));
      return [...whole(until, line), { line, values: from, running: true }];
    })
    .toReversed();
}

export const dataOf = (drawing: Drawing): uPlot.AlignedData => [
  drawing.series.labels.map((_, index) => index),
  ...strokesOf(drawing).map(({ values }) => values),
];

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
  const strokes = strokesOf(drawing);

  return {
    padding: [12, 20, 0, 0],
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
        fill: (_, index) => colour(colourOf(series, strokes[index - 1]?.line ?? 0)),
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
    series: [{}, ...strokes.map((stroke) => drawn(drawing, stroke, colour))],
    hooks: {
      setCursor: [({ cursor }) => onCursor(cursor.idx ?? undefined)],
    },
  };
}

function drawn(
  { series, shape }: Drawing,
  { line, running }: Stroke,
  read: (name: string) => string,
): uPlot.Series {
  const colour = read(colourOf(series, line));
  const few = series.labels.length < 2;
  if (series.lines[line]?.compared) {
    return { stroke: colour, width: 1.5, dash: [2, 4], points: { show: false } };
  }
  if (shape === "bars") {
    const paths = uPlot.paths.bars?.({ size: [0.7, 48] });
    return { fill: colour, width: 0, points: { show: false }, ...(paths && { paths }) };
  }
  const alone = series.lines.filter(({ compared }) => !compared).length === 1;
  return {
    stroke: colour,
    width: 2,
    points: { show: few },
    ...(running && { dash: [6, 5] }),
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

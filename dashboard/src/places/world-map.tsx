// Visitors by country on a map. The list of countries tells the same, and is the way for keyboards.

import world from "virtual:world";
import { type MouseEvent, useRef, useState } from "react";
import type { Filter } from "../api/types";
import { countryName } from "../model/countries";
import { isChosen, toggleFilter } from "../model/filters";
import { formatExact } from "../model/format";
import { toNumber } from "../model/metrics";
import { type Panel, type Scope, useBreakdown } from "../overview/questions";
import { ErrorNotice } from "../parts/notice";
import { MapTooltip, type Pointed } from "./map-tooltip";

const COUNTRY = "visit:country";
const PANEL: Panel = { dimension: COUNTRY, metrics: ["visitors"] };
/** More than there are. */
const LIMIT = 300;
/** How much of the accent a country with a single visitor has, in percent: told apart from one with none. */
const FAINTEST = 30;

interface Props {
  scope: Scope;
  onFilter: (filters: Filter[]) => void;
}

export function WorldMap({ scope, onFilter }: Props) {
  const { data, error, isPlaceholderData, refetch } = useBreakdown(scope, PANEL, { limit: LIMIT });
  const [pointed, setPointed] = useState<Pointed>();
  const box = useRef<HTMLDivElement>(null);
  if (error && !data) return <ErrorNotice error={error} onRetry={refetch} />;
  const visitors = new Map(
    data?.results.map((row) => [row.dimensions[0] ?? "", toNumber(row.metrics[0]) ?? 0]),
  );
  const most = Math.max(1, ...visitors.values());
  const point = (event: MouseEvent) => {
    const code = codeAt(event);
    const place = box.current?.getBoundingClientRect();
    if (!code || !place) return setPointed(undefined);
    setPointed({ code, x: event.clientX - place.left, y: event.clientY - place.top });
  };
  const choose = (event: MouseEvent) => {
    const code = codeAt(event);
    if (code && visitors.has(code)) onFilter(toggleFilter(scope.filters, COUNTRY, code));
  };
  return (
    <div
      ref={box}
      className={`relative flex-1 p-2 ${!data || isPlaceholderData ? "opacity-60" : ""}`}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the list of countries is the way for keyboards */}
      <svg
        role="img"
        aria-label={`Visitors by country, map: ${summary(visitors)}`}
        viewBox={`0 0 ${world.width} ${world.height}`}
        className="w-full stroke-surface stroke-[0.7]"
        onMouseMove={point}
        onMouseLeave={() => setPointed(undefined)}
        onClick={choose}
      >
        <Countries
          colourOf={(code) => colour((visitors.get(code) ?? 0) / most)}
          chosen={(code) => isChosen(scope.filters, COUNTRY, code)}
          known={(code) => visitors.has(code)}
        />
      </svg>
      {pointed && <MapTooltip pointed={pointed} visitors={visitors.get(pointed.code)} />}
    </div>
  );
}

interface CountriesProps {
  colourOf: (code: string) => string;
  chosen: (code: string) => boolean;
  known: (code: string) => boolean;
}

function Countries({ colourOf, chosen, known }: CountriesProps) {
  const look = (code: string) => ({
    "data-code": code,
    style: { fill: colourOf(code) },
    className: `${known(code) ? "cursor-pointer hover:stroke-ink" : ""} ${chosen(code) ? "stroke-ink" : ""}`,
  });
  return (
    <>
      {Object.entries(world.outlines).map(([code, outline]) => (
        <path key={code} d={outline} {...look(code)} />
      ))}
      {Object.entries(world.dots).map(([code, [x, y]]) => (
        <circle key={code} cx={x} cy={y} r={known(code) ? 5 : 2} {...look(code)} />
      ))}
    </>
  );
}

const codeAt = (event: MouseEvent): string | undefined =>
  event.target instanceof SVGElement ? event.target.dataset.code : undefined;

/** By the root of the share: a country with a hundredth of the visitors is still seen. */
function colour(share: number): string {
  if (share === 0) return "var(--map)";
  const percent = FAINTEST + (100 - FAINTEST) * Math.sqrt(share);
  return `color-mix(in oklab, var(--accent) ${percent}%, var(--map))`;
}

/** The three with the most, in words. */
function summary(visitors: Map<string, number>): string {
  const most = [...visitors].sort((one, other) => other[1] - one[1]).slice(0, 3);
  if (most.length === 0) return "nobody";
  return most
    .map(([code, count]) => `${countryName(code)} ${formatExact(count, "count")}`)
    .join(", ");
}

import { countryName } from "../model/countries";
import { formatExact } from "../model/format";

export interface Pointed {
  code: string;
  /** In pixels from the map's corner. */
  x: number;
  y: number;
}

export const MapTooltip = ({
  pointed: { code, x, y },
  visitors = 0,
}: {
  pointed: Pointed;
  visitors: number | undefined;
}) => (
  <div
    role="status"
    className="pointer-events-none absolute z-10 -translate-x-1/2 -translate-y-full rounded-lg border border-line bg-raised px-3 py-1.5 text-xs whitespace-nowrap shadow-card"
    style={{ left: x, top: y - 10 }}
  >
    <span className="text-muted">{countryName(code)}</span>{" "}
    <span className="font-semibold tabular-nums">{formatExact(visitors, "count")}</span>
  </div>
);

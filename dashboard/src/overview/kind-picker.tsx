import { dimensionLabel } from "../model/dimensions";
import { Icon } from "../parts/icons";
import type { Tab } from "./tabs";

interface Props {
  tab: Tab;
  kinds: string[];
  onChoose: (dimension: string) => void;
}

/** Stands as the head of the column that it changes. */
export const KindPicker = ({ tab, kinds, onChoose }: Props) => (
  <span className="relative -ml-1 inline-flex items-center">
    <select
      aria-label={`${tab.label} by`}
      className="appearance-none rounded bg-transparent py-0.5 pr-5 pl-1 hover:text-ink"
      value={tab.dimension}
      onChange={(event) => onChoose(event.target.value)}
    >
      {kinds.map((dimension) => (
        <option key={dimension} value={dimension} className="bg-surface text-ink">
          {dimensionLabel(dimension)}
        </option>
      ))}
    </select>
    <Icon name="chevron" className="pointer-events-none absolute right-0.5 size-3" />
  </span>
);

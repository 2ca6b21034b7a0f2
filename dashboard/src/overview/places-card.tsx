// Where visitors were: on a map, and by country, region and city.

import type { Filter } from "../api/types";
import { lazyPage } from "../parts/lazy-page";
import { PlacesSource } from "../places/source";
import { Breakdown } from "./breakdown";
import type { Scope } from "./questions";
import { type Tab, tab } from "./tabs";

const WorldMap = lazyPage(() => import("../places/world-map").then((file) => file.WorldMap));

const TABS: Tab[] = [
  { ...tab("Map", "visit:country"), Draw: WorldMap },
  tab("Countries", "visit:country"),
  tab("Regions", "visit:region"),
  tab("Cities", "visit:city"),
];

interface Props {
  scope: Scope;
  onFilter: (filters: Filter[]) => void;
}

export const PlacesCard = (props: Props) => (
  <Breakdown title="Places" tabs={TABS} foot={<PlacesSource />} {...props} />
);

// Where the visitors were, came from, live, what they used, and what they reached.

import type { Filter } from "../api/types";
import { Breakdown } from "./breakdown";
import { GoalsCard } from "./goals-card";
import { PlacesCard } from "./places-card";
import type { Scope } from "./questions";
import { type Tab, tab } from "./tabs";

const CARDS: { title: string; tabs: Tab[] }[] = [
  {
    title: "Pages",
    tabs: [
      tab("Top", "event:page", "pageviews", ["bounce_rate", "time_on_page", "scroll_depth"]),
      tab("Entry", "visit:entry_page", "visits"),
      tab("Exit", "visit:exit_page", "visits", ["exit_rate"]),
    ],
  },
  {
    title: "Sources",
    tabs: [
      tab("Sources", "visit:source"),
      tab("Channels", "visit:channel"),
      {
        ...tab("Campaigns", "visit:utm_campaign"),
        kinds: [
          "visit:utm_campaign",
          "visit:utm_source",
          "visit:utm_medium",
          "visit:utm_content",
          "visit:utm_term",
        ],
      },
    ],
  },
];

const DEVICES: Tab[] = [
  { ...tab("Browsers", "visit:browser"), within: "visit:browser_version" },
  { ...tab("Systems", "visit:os"), within: "visit:os_version" },
  { ...tab("Devices", "visit:device"), kinds: ["visit:device", "visit:screen"] },
];

interface Props {
  scope: Scope;
  onFilter: (filters: Filter[]) => void;
}

export function Breakdowns({ scope, onFilter }: Props) {
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      {CARDS.map((card) => (
        <Breakdown key={card.title} {...card} scope={scope} onFilter={onFilter} />
      ))}
      <PlacesCard scope={scope} onFilter={onFilter} />
      <Breakdown title="Devices" tabs={DEVICES} scope={scope} onFilter={onFilter} />
      <GoalsCard scope={scope} onFilter={onFilter} />
    </div>
  );
}

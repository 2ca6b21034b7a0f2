import { useState } from "react";
import { PRESETS } from "../model/period";
import { Dialog } from "../parts/dialog";
import { areOn, PERIOD_KEYS, switchKeys } from "./shortcuts";

export function KeysHelp({ onClose }: { onClose: () => void }) {
  const [on, setOn] = useState(areOn);
  const keys = [
    ...Object.entries(PERIOD_KEYS).map(([key, preset]) => [key, PRESETS[preset]] as const),
    ["c", "Custom dates"] as const,
    ["←", "The period before"] as const,
    ["→", "The period after"] as const,
    ["x", "Compare, or not"] as const,
    ["i", "Another interval"] as const,
    ["esc", "Clear all filters"] as const,
    ["r", "Live"] as const,
    ["1–9", "Another project"] as const,
    ["/", "Search in details"] as const,
    ["?", "These keys"] as const,
  ];
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1.5 text-sm sm:grid-cols-[auto_1fr_auto_1fr]">
        {keys.map(([key, does]) => (
          <div key={key} className="col-span-2 grid grid-cols-subgrid">
            <dt>
              <kbd className="inline-grid h-6 min-w-6 place-items-center px-1 rounded border border-line bg-raised font-mono text-xs uppercase">
                {key}
              </kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label className="mt-4 flex items-center gap-2 text-sm">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={on}
          onChange={(event) => {
            switchKeys(event.target.checked);
            setOn(event.target.checked);
          }}
        />
        Use these keys in this browser
      </label>
    </Dialog>
  );
}

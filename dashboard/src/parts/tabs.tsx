import { type KeyboardEvent, useRef } from "react";

interface Props {
  label: string;
  labels: string[];
  chosen: number;
  onChoose: (index: number) => void;
}

/** Views of one card: one stop for the Tab key, arrows move between them. */
export function Tabs({ label, labels, chosen, onChoose }: Props) {
  const list = useRef<HTMLDivElement>(null);
  if (labels.length < 2) return null;
  const press = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (chosen + step + labels.length) % labels.length;
    onChoose(next);
    (list.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div ref={list} role="tablist" aria-label={label} onKeyDown={press} className="flex gap-1">
      {labels.map((text, index) => (
        <button
          key={text}
          type="button"
          role="tab"
          aria-selected={index === chosen}
          tabIndex={index === chosen ? 0 : -1}
          onClick={() => onChoose(index)}
          className="rounded-md px-2 py-1 text-xs font-medium text-muted hover:text-ink aria-selected:bg-raised aria-selected:text-ink"
        >
          {text}
        </button>
      ))}
    </div>
  );
}

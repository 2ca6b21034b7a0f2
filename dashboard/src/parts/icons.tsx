// Small line icons, drawn on a grid of 16, as decoration beside words or a label.

import { ROOT } from "../root";

const PATHS = {
  arrowUp: "M8 13V3.5M4 7l4-4 4 4",
  arrowDown: "M8 3v9.5M4 9l4 4 4-4",
  chevron: "M4 6.5l4 4 4-4",
  close: "M4 4l8 8M12 4l-8 8",
  copy: "M5.5 5.5h7v7h-7zM3.5 10.5v-7h7",
  check: "M3 8.5l3.2 3.2L13 5",
  person: "M8 8a2.7 2.7 0 100-5.4A2.7 2.7 0 008 8zM3 13.5c.5-2.4 2.4-3.6 5-3.6s4.5 1.2 5 3.6",
  mail: "M2.5 4h11v8h-11zM2.5 4.5L8 8.7l5.5-4.2",
  plus: "M8 3v10M3 8h10",
  leave: "M6.5 3H3v10h3.5M7 8h6.5M11 5.5L13.5 8 11 10.5",
  details: "M6 3H3v3M10 3h3v3M6 13H3v-3M10 13h3v-3",
  download: "M8 2.5v7.5M5 7l3 3 3-3M3 13.5h10",
  edit: "M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3z",
  trash: "M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9",
  sun: "M8 5.2a2.8 2.8 0 100 5.6 2.8 2.8 0 000-5.6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1",
  moon: "M13.5 9.5A5.8 5.8 0 016.5 2.5a5.8 5.8 0 107 7z",
  system: "M2 3h12v8H2zM6 13.5h4",
  warning: "M8 2.2l6.3 11.3H1.7zM8 6.5v3.2M8 11.6v.1",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, className = "size-4" }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Logo() {
  return <img src={`${ROOT}/app/icon.svg`} alt="" className="size-7" />;
}

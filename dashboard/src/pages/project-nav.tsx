import { Link, useLocation, useSearch } from "wouter";
import { sharedSearch } from "../model/view";

const PAGES = [
  { label: "Overview", path: "" },
  { label: "Live", path: "/live" },
  { label: "Events", path: "/events" },
  { label: "Analytics", path: "/analytics" },
  { label: "Settings", path: "/settings" },
] as const;

/** Period and filters go along between the pages that look back. */
const keepsView = (path: string) => ["", "/events", "/analytics"].includes(path);

export function ProjectNav({ id }: { id: string }) {
  const [location] = useLocation();
  const search = sharedSearch(new URLSearchParams(useSearch()));
  const root = `/projects/${id}`;
  const inside = location.slice(root.length);
  return (
    <nav aria-label="Project" className="mx-auto flex max-w-7xl gap-1 px-2 sm:px-3">
      {PAGES.map(({ label, path }) => (
        <Link
          key={path}
          href={root + path + (keepsView(path) ? search : "")}
          aria-current={(path ? inside.startsWith(path) : inside === "") ? "page" : undefined}
          className="-mb-px border-b-2 border-transparent px-2 py-2 text-sm font-medium text-muted hover:text-ink aria-[current]:border-accent aria-[current]:text-ink"
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}

interface Props {
  offset: number;
  limit: number;
  total: number;
  onMove: (offset: number) => void;
}

/** Where in a long list one is, and the way on and back; nothing when one page holds it all. */
export function Pager({ offset, limit, total, onMove }: Props) {
  if (total <= limit && offset === 0) return null;
  const last = Math.min(offset + limit, total);
  return (
    <div className="flex items-center justify-between gap-2 px-4 py-2 text-xs text-muted">
      <span aria-live="polite" className="tabular-nums">
        {Math.min(offset + 1, total)}–{last} of {total}
      </span>
      <span className="flex gap-2">
        <button
          type="button"
          className="button button-quiet"
          disabled={offset === 0}
          onClick={() => onMove(Math.max(0, offset - limit))}
        >
          Back
        </button>
        <button
          type="button"
          className="button button-quiet"
          disabled={last >= total}
          onClick={() => onMove(offset + limit)}
        >
          Next
        </button>
      </span>
    </div>
  );
}

/** Pulses while the stream runs. Decoration: the words beside it say the same. */
export function Dot({ connected }: { connected: boolean }) {
  return (
    <span aria-hidden="true" className="relative flex size-2.5">
      {connected && (
        <span className="absolute inset-0 animate-ping rounded-full bg-good opacity-60 motion-reduce:hidden" />
      )}
      <span className={`relative size-2.5 rounded-full ${connected ? "bg-good" : "bg-muted"}`} />
    </span>
  );
}

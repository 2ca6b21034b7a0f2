import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { Icon } from "./icons";

interface Props {
  title: string;
  wide?: boolean;
  onClose: () => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  children: ReactNode;
}

/** The browser's own modal dialog: it keeps the focus inside, and gives it back when it goes. */
export function Dialog({ title, wide = false, onClose, onKeyDown, children }: Props) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className={`card m-auto max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] flex-col overflow-hidden text-ink backdrop:bg-black/60 open:flex ${wide ? "max-w-3xl" : "max-w-md"}`}
    >
      <div className="flex items-center justify-between gap-2 py-3 pr-3 pl-5">
        <h2 id={id} className="min-w-0 truncate font-semibold">
          {title}
        </h2>
        <button
          type="button"
          aria-label="Close"
          onClick={onClose}
          className="grid size-9 shrink-0 place-items-center rounded-lg text-muted hover:text-ink"
        >
          <Icon name="close" />
        </button>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-5">{children}</div>
    </dialog>
  );
}

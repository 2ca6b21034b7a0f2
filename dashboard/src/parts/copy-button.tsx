import { useState } from "react";
import { Icon } from "./icons";

interface Props {
  text: string;
  /** For the button's name, where a page has several. */
  what?: string;
}

export function CopyButton({ text, what }: Props) {
  const [outcome, setOutcome] = useState<"copied" | "refused">();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("copied");
    } catch {
      // Without TLS or permission there is no clipboard.
      setOutcome("refused");
    }
  };
  return (
    <button type="button" className="button button-quiet" onClick={copy} aria-live="polite">
      <Icon name={outcome === "copied" ? "check" : "copy"} />
      {outcome === "copied" && "Copied"}
      {outcome === "refused" && "Select and copy it"}
      {!outcome && (
        <span>
          Copy<span className="sr-only"> {what}</span>
        </span>
      )}
    </button>
  );
}

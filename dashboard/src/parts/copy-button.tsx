import { useState } from "react";
import { Icon } from "./icons";

export function CopyButton({ text }: { text: string }) {
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
      {!outcome && "Copy"}
    </button>
  );
}

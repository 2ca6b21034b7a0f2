import { CopyButton } from "./copy-button";

/** Text to be put elsewhere as it stands. */
export const Code = ({ text, what }: { text: string; what?: string }) => (
  <div className="mt-3 flex flex-col gap-2 sm:flex-row sm:items-start">
    <pre className="min-w-0 flex-1 rounded-lg border border-line bg-canvas px-3 py-2 font-mono text-xs leading-5 break-words whitespace-pre-wrap">
      {text}
    </pre>
    <CopyButton text={text} {...(what && { what })} />
  </div>
);

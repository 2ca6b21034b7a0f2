// JavaScript errors that nobody caught: each once for each page that the browser loads, and at most twenty.

import type { Core } from "../recorder";

const MOST = 20;
/** Said of errors in scripts of other origins, without anything else; and of harmless layouts. */
const NOISE = /^Script error\.?$|^ResizeObserver loop/;

interface Failure {
  kind?: string | undefined;
  message: string;
  source?: string | undefined;
  line?: number | undefined;
  column?: number | undefined;
  stack?: string | undefined;
}

export default function errors({ record }: Core): void {
  const seen = new Set<string>();

  const tell = ({ message, source, stack, ...rest }: Failure) => {
    const key = `${message} ${source} ${rest.line} ${rest.column}`;
    if (NOISE.test(message) || seen.has(key) || seen.size >= MOST) return;
    seen.add(key);
    record("error", {
      properties: {
        ...rest,
        message: message.slice(0, 500),
        source: source && withoutQuery(source),
        stack: stack && withoutQuery(stack).slice(0, 2000),
      },
    });
  };

  addEventListener("error", ({ error, message, filename, lineno, colno }) => {
    tell({
      kind: error?.name,
      // Chromium and Firefox put words before it, each its own.
      message: error instanceof Error ? error.message : message,
      source: filename,
      line: lineno,
      column: colno,
      stack: error?.stack,
    });
  });
  addEventListener("unhandledrejection", ({ reason }) => {
    const error = reason instanceof Error ? reason : undefined;
    tell({
      kind: error?.name ?? "UnhandledRejection",
      message: error?.message ?? String(reason),
      stack: error?.stack,
    });
  });
}

/** Addresses of scripts and pages keep their lines, and lose what might be a secret. */
const withoutQuery = (text: string) => text.replace(/[?#][^\s:)]*/g, "");

// For React, 18 and later: `<InsightsProvider>` around the application, `useInsights()` wherever something happens.

import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
} from "react";
import { type InitOptions, type Insights, init } from "./index";

const Context = createContext<Insights | undefined>(undefined);
/** React draws twice while developing, and pages are counted once. */
const begun = new Map<string, Insights>();

export interface InsightsProviderProps extends InitOptions {
  children?: ReactNode;
}

/** Begins to record when it is first drawn; its options hold as they are then. */
export function InsightsProvider({ children, ...options }: InsightsProviderProps): ReactElement {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has begun cannot begin otherwise
  const insights = useMemo(() => begin(options), []);
  return createElement(Context.Provider, { value: insights }, children);
}

function begin(options: InitOptions): Insights {
  if (typeof document === "undefined") return init(options);
  const before = begun.get(options.project);
  if (before) return before;
  const insights = init(options);
  begun.set(options.project, insights);
  return insights;
}

/** What `init` returns. Throws outside of a provider. */
export function useInsights(): Insights {
  const insights = useContext(Context);
  if (!insights) throw Error("useInsights needs an <InsightsProvider> around it.");
  return insights;
}

/** Says who is signed in, or with `null` that nobody is any more. Traits are told with each id once. */
export function useIdentify(user_id: string | null, traits?: Record<string, unknown>): void {
  const insights = useInsights();
  const known = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: traits are often made anew with each drawing
  useEffect(() => {
    if (user_id === known.current) return;
    if (known.current) insights.reset();
    if (user_id) insights.identify(user_id, traits);
    known.current = user_id;
  }, [insights, user_id]);
}

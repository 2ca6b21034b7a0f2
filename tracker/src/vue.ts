// For Vue 3: `app.use(createInsights({ … }))`, and `useInsights()` in `setup` or `$insights` in templates.

import { type App, type InjectionKey, inject, type Plugin } from "vue";
import { type InitOptions, type Insights, init } from "./index";

const KEY: InjectionKey<Insights> = Symbol("insights");

/** Begins to record when the application uses it. */
export function createInsights(options: InitOptions): Plugin<[]> {
  return {
    install(app: App) {
      const insights = init(options);
      app.provide(KEY, insights);
      app.config.globalProperties.$insights = insights;
    },
  };
}

/** What `init` returns. Throws where no application uses the plugin. */
export function useInsights(): Insights {
  const insights = inject(KEY, undefined);
  if (!insights) throw Error("useInsights needs app.use(createInsights(…)).");
  return insights;
}

declare module "vue" {
  interface ComponentCustomProperties {
    $insights: Insights;
  }
}

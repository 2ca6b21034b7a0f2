// A Vue application.
import { createInsights, useInsights } from "@insights/tracker/vue";
import { createApp, defineComponent, h } from "vue";

declare const SERVER: string;
declare const PROJECT: string;

const Shop = defineComponent({
  setup() {
    // biome-ignore lint/correctness/useHookAtTopLevel: Vue's, not React's
    const insights = useInsights();
    return () => h("button", { onClick: () => insights("bought") }, "Buy");
  },
  mounted() {
    this.$insights("mounted", { properties: { part: "shop" } });
  },
});

createApp(Shop)
  .use(createInsights({ project: PROJECT, server: SERVER }))
  .mount(document.body.appendChild(document.createElement("main")));

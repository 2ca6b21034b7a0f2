import "@fontsource-variable/inter/wght.css";
import "uplot/dist/uPlot.min.css";
import "./style.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { queryClient } from "./app-context";

// Its relative address would mean another file as soon as the page's own address changes.
for (const icon of document.querySelectorAll<HTMLLinkElement>("link[rel=icon]")) {
  icon.setAttribute("href", icon.href);
}

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);

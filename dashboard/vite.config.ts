import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { world } from "./world.js";

const server = process.env.INSIGHTS_SERVER ?? "http://127.0.0.1:8000";

export default defineConfig(({ command }) => ({
  // Built, files name each other by where they lie: nobody knows below which prefix they will be served.
  base: command === "serve" ? "/app/" : "./",
  plugins: [react(), tailwindcss(), world()],
  build: {
    outDir: "../src/insights/entrypoints/http/static/app",
    emptyOutDir: true,
    // The server's policy allows no data: scripts, fonts or styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": { target: server, ws: true }, "/js": server } },
}));

// Makes `dist`, what the npm package holds: ES modules, with chunks of their own that bundlers fetch when asked, and types.
import { execFileSync } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

rmSync(here("dist"), { recursive: true, force: true });
await build({
  entryPoints: ["index", "react", "vue"].map((name) => here(`src/${name}.ts`)),
  outdir: here("dist"),
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  external: ["react", "vue"],
});
execFileSync(here("node_modules/.bin/tsc"), ["-p", here("tsconfig.package.json")], {
  stdio: "inherit",
});
copyFileSync(here("insights.d.ts"), here("dist/types/insights.d.ts"));

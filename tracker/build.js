// Bundles the tracker into the folder that the server serves, its types beside it, and holds it to its size.
import { copyFileSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const BROTLI_LIMIT = 2000;
const output = fileURLToPath(
  new URL("../src/insights/entrypoints/http/static/js/insights.js", import.meta.url),
);

await build({
  entryPoints: [fileURLToPath(new URL("src/main.ts", import.meta.url))],
  outfile: output,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "none",
});

copyFileSync(
  fileURLToPath(new URL("insights.d.ts", import.meta.url)),
  output.replace(/\.js$/, ".d.ts"),
);

const code = readFileSync(output);
const brotli = brotliCompressSync(code).length;
console.log(`insights.js  ${code.length} bytes, gzip ${gzipSync(code).length}, brotli ${brotli}`);
if (brotli > BROTLI_LIMIT) {
  console.error(`The tracker may weigh ${BROTLI_LIMIT} bytes after brotli, and weighs ${brotli}.`);
  process.exit(1);
}

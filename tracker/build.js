// Makes what the server hands to browsers: the tracker and its chunks, each with its compressed copies, the hashes
// by which pages may hold them to their content, and their types. Holds the tracker to its size.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";

/** Bytes after brotli, of the tracker without its chunks. */
const LIMIT = 2300;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const output = here("../src/insights/entrypoints/http/static/js/");

/** Names that the tracker's parts call each other by. Those that chunks use stay. */
const OWN_NAMES = /^(look|forget|begin|end|flush)$/;
const PARTS = [
  { source: "src/script.ts", name: "insights.js", format: "iife", ownNames: OWN_NAMES },
  // Those that `load` is asked for have a default export.
  ...["visitor", "clicks", "moves", "vitals", "errors", "missing"].map((name) => ({
    source: `src/chunks/${name}.ts`,
    name: `${name}.js`,
    format: "esm",
  })),
  // Behind script tags of other products: the whole tracker, with their calls.
  ...["matomo", "plausible", "umami"].map((name) => ({
    source: `src/compat/${name}.ts`,
    name: `compat-${name}.js`,
    format: "iife",
    ownNames: OWN_NAMES,
  })),
];

/** Terser after esbuild: together they leave a tenth less than either. */
async function bundle({ source, format, ownNames }) {
  const { outputFiles } = await build({
    entryPoints: [here(source)],
    bundle: true,
    minifySyntax: true,
    format,
    target: "es2022",
    // "use strict" says to a browser what TypeScript has made sure of.
    tsconfigRaw: { compilerOptions: { alwaysStrict: false } },
    legalComments: "none",
    write: false,
  });
  const compress = {
    passes: 3,
    inline: 1,
    sequences: false,
    pure_getters: true,
    unsafe: true,
    unsafe_arrows: true,
  };
  const properties = ownNames && { regex: ownNames, builtins: true };
  const { code } = await minify(outputFiles[0].text, {
    ecma: 2020,
    module: format === "esm",
    compress: { ...compress, unsafe_comps: false, keep_fargs: false },
    mangle: { toplevel: true, ...(properties && { properties }) },
  });
  return Buffer.from(code);
}

mkdirSync(output, { recursive: true });
const integrity = {};
for (const part of PARTS) {
  const code = await bundle(part);
  const copies = { "": code, ".gz": gzipSync(code, { level: 9 }), ".br": brotliCompressSync(code) };
  for (const [ending, content] of Object.entries(copies))
    writeFileSync(output + part.name + ending, content);
  integrity[part.name] = `sha384-${createHash("sha384").update(code).digest("base64")}`;
  const [plain, gzip, brotli] = Object.values(copies).map((content) => content.length);
  console.log(
    `${part.name.padEnd(19)} ${plain} bytes, gzip ${gzip}, brotli ${brotli}  ${integrity[part.name]}`,
  );
  if (part === PARTS[0] && brotli > LIMIT) {
    console.error(`The tracker may weigh ${LIMIT} bytes after brotli, and weighs ${brotli}.`);
    process.exitCode = 1;
  }
}
writeFileSync(`${output}integrity.json`, `${JSON.stringify(integrity, null, 2)}\n`);
copyFileSync(here("insights.d.ts"), `${output}insights.d.ts`);

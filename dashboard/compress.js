// Makes the page ready for every depth of address, puts a .br and a .gz beside each built text file, and holds the
// scripts to their size.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const LIMIT = 200_000;
const DEEPEST = 6;
const output = fileURLToPath(
  new URL("../src/insights/entrypoints/http/static/app", import.meta.url),
);

// The policy forbids <base>, so the page at /app/projects/1 is one whose files lie one folder up. The server's
// static.py chooses by the address; deeper ones lead to no page.
const page = readFileSync(join(output, "index.html"), "utf8");
for (let depth = 1; depth <= DEEPEST; depth++) {
  writeFileSync(
    join(output, `index-${depth}.html`),
    page.replaceAll('"./', `"${"../".repeat(depth)}`),
  );
}

let [scripts, files] = [0, 0];
for (const name of readdirSync(output, { recursive: true, encoding: "utf8" })) {
  if (!/\.(js|css|html|svg)$/.test(name)) continue;
  const path = join(output, name);
  const content = readFileSync(path);
  const brotli = brotliCompressSync(content);
  writeFileSync(`${path}.br`, brotli);
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  if (!name.endsWith(".js")) continue;
  files += 1;
  scripts += brotli.length;
}
console.log(`dashboard           ${files} scripts, brotli ${scripts} of ${LIMIT} bytes`);
if (scripts > LIMIT) {
  console.error(
    `All scripts together may weigh ${LIMIT} bytes after brotli, and weigh ${scripts}.`,
  );
  process.exit(1);
}

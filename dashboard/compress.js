// Puts a .br and a .gz beside each built text file, and holds the first page's script to its size.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const LIMIT = 200_000;
const output = fileURLToPath(
  new URL("../src/insights/entrypoints/http/static/app", import.meta.url),
);

let scripts = 0;
for (const name of readdirSync(output, { recursive: true, encoding: "utf8" })) {
  if (!/\.(js|css|html|svg)$/.test(name)) continue;
  const path = join(output, name);
  const content = readFileSync(path);
  const brotli = brotliCompressSync(content);
  writeFileSync(`${path}.br`, brotli);
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  console.log(`${name}  ${content.length} bytes, brotli ${brotli.length}`);
  if (name.endsWith(".js")) scripts += brotli.length;
}
if (scripts > LIMIT) {
  console.error(
    `All scripts together may weigh ${LIMIT} bytes after brotli, and weigh ${scripts}.`,
  );
  process.exit(1);
}

// Puts the page at /api/docs together: Swagger UI's own files beside a page without anything inline,
// so that the server's content security policy holds. Each text gets a gzip and a Brotli copy.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { brotliCompressSync, gzipSync } from "node:zlib";

const out = new URL("../../src/insights/entrypoints/http/static/docs/", import.meta.url);
const vendor = new URL("node_modules/swagger-ui-dist/", import.meta.url);
const page = new URL("page/", import.meta.url);

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
for (const name of ["swagger-ui-bundle.js", "swagger-ui.css"]) await put(vendor, name);
for (const name of ["index.html", "start.js", "page.css"]) await put(page, name);
await copyFile(new URL("favicon-32x32.png", vendor), new URL("favicon-32x32.png", out));
await copyFile(new URL("LICENSE", vendor), new URL("LICENSE", out));
await copyFile(new URL("NOTICE", vendor), new URL("NOTICE", out));

async function put(from, name) {
  const text = (await readFile(new URL(name, from), "utf8")).replace(/\n?\/[/*]# sourceMappingURL=.*$/m, "");
  await writeFile(new URL(name, out), text);
  await writeFile(new URL(`${name}.gz`, out), gzipSync(text, { level: 9 }));
  await writeFile(new URL(`${name}.br`, out), brotliCompressSync(text));
}

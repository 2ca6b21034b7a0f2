/**
 * Where the server begins for this page: empty, or the prefix below which it is mounted. Built files lie in
 * `app/assets` below it, and so does this one.
 */
export const ROOT = new URL(/* @vite-ignore */ "../..", import.meta.url).pathname.replace(
  /\/$/,
  "",
);

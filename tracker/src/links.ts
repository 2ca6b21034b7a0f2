// Clicks that lead away, files that are fetched, forms that are sent. Addresses go without query and fragment, which
// may hold what is nobody's business, and of forms nothing that was typed.

import type { Track } from "../insights";

const FILES = /\.(pdf|docx?|xlsx?|pptx?|csv|txt|zip|rar|7z|t?gz|dmg|exe|msi|apk|mp[34]|mov|avi)$/i;

/** Captured, so that pages that handle clicks themselves do not hide them. */
export function observeLinks(record: Track): void {
  const tell = (name: string, url: string, form?: string | null) =>
    record(name, { properties: { url, form } });

  const onClick = (event: MouseEvent) => {
    // The whole path, as a link may lie around or inside a component's shadow root.
    const link = (event.composedPath() as HTMLAnchorElement[]).find(
      (node) => node.href && node.host,
    );
    // The right button opens a menu.
    if (!link || event.button > 1) return;
    const url = link.origin + link.pathname;
    if (link.hasAttribute("download") || FILES.test(url)) tell("download", url);
    else if (link.host !== location.host) tell("outbound", url);
  };

  addEventListener("click", onClick, true);
  addEventListener("auxclick", onClick, true);
  addEventListener(
    "submit",
    ({ target }) => {
      // Not `form.id` and `form.action`: fields of these names would hide them.
      const read = (name: string) => (target as Element).getAttribute(name) ?? "";
      tell("form", read("action").split("?")[0] as string, read("id") || read("name"));
    },
    true,
  );
}

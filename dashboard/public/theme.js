// Runs before the first paint, in a file of its own because the content policy forbids inline scripts.
// The choice is "light", "dark" or absent, which follows the system.
(() => {
  const system = matchMedia("(prefers-color-scheme: light)");
  const apply = () => {
    let choice = null;
    try {
      choice = localStorage.getItem("insights.theme");
    } catch {
      // Storage is switched off: the system decides.
    }
    document.documentElement.dataset.theme = choice ?? (system.matches ? "light" : "dark");
  };
  apply();
  system.addEventListener("change", apply);
  addEventListener("storage", apply);
  addEventListener("insights:theme", apply);
})();

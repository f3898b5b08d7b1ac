// Light or dark: as the system says, unless the reader has chosen. Runs before the first paint (early.ts), so that nothing flashes.
// What is chosen stays in this browser and is sent nowhere; without a script the switch is not shown.

const CHOICE = "groundswell-theme";
type Theme = "light" | "dark";

const system = matchMedia("(prefers-color-scheme: dark)");
const themeOf = (dark: boolean): Theme => (dark ? "dark" : "light");

function chosen(): Theme | undefined {
  try {
    const kept = localStorage.getItem(CHOICE);
    return kept === "light" || kept === "dark" ? kept : undefined;
  } catch {
    return undefined; // a browser that keeps nothing: the system's is fine
  }
}

function keep(theme: Theme | undefined): void {
  try {
    if (theme) localStorage.setItem(CHOICE, theme);
    else localStorage.removeItem(CHOICE);
  } catch {
    // It holds for this page alone.
  }
}

function show(theme: Theme | undefined): void {
  if (theme) document.documentElement.dataset["theme"] = theme;
  else delete document.documentElement.dataset["theme"];
}

function shown(): Theme {
  return (document.documentElement.dataset["theme"] as Theme | undefined) ?? themeOf(system.matches);
}

show(chosen());

document.addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector<HTMLButtonElement>("[data-theme-switch]");
  if (!button) return;
  const tell = (): void => button.setAttribute("aria-pressed", String(shown() === "dark"));
  button.addEventListener("click", () => {
    const next = themeOf(shown() === "light");
    // Whoever is back at what the system says follows the system again.
    const own = next === themeOf(system.matches) ? undefined : next;
    keep(own);
    show(own);
    tell();
  });
  system.addEventListener("change", tell);
  tell();
  button.hidden = false;
});

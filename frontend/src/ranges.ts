// Other stretches of time on the same page: the links lead to pages of their own, whose chart is put in place of this one.

const ANSWER_MS_MAX = 10_000;

/** Take over the links of `section`. `onChange` hears when another chart stands there. */
export function watchRanges(section: HTMLElement, onChange: () => void): void {
  let asked = 0;
  section.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-to]") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const turn = ++asked;
    part(link.href)
      .then((fresh) => {
        if (turn === asked) put(section, link, fresh, onChange);
      })
      .catch(() => location.assign(link.href));
  });
}

/** The chart of the page at `address`. */
async function part(address: string): Promise<HTMLElement> {
  const response = await fetch(address, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const found = page.querySelector<HTMLElement>("[data-range]");
  if (!response.ok || !found) throw new Error("no chart there");
  return found;
}

function put(section: HTMLElement, link: HTMLElement, fresh: HTMLElement, onChange: () => void): void {
  const shown = section.querySelector<HTMLElement>("[data-range]");
  if (!shown) return;
  const wasOpen = shown.querySelector("details")?.open ?? false;
  shown.replaceWith(fresh);
  const details = fresh.querySelector("details");
  if (details) details.open = wasOpen;
  for (const other of section.querySelectorAll("a[data-to]")) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  const said = section.querySelector<HTMLElement>("[data-range-said]");
  if (said) said.textContent = fresh.dataset["range"] ?? "";
  onChange();
}

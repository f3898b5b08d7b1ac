// Who comes from elsewhere to a page in one language, and would rather read another of ours, is told in that one that it is there.
// The room for it is made before the first paint, so that nothing moves; its words stand in the menu at the foot. Nothing is sent.

const DISMISSED = "groundswell-offer";

/** The language that somebody likes best who wants these ("es-MX"), of those that there are. */
export function preferred(wanted: readonly string[], ours: readonly string[]): string | undefined {
  return wanted.map((tag) => tag.toLowerCase().split("-")[0]!).find((code) => ours.includes(code));
}

/** Offer the page in the reader's language; whoever comes from a page of ours has chosen one. */
export function offer(): void {
  const page = document.documentElement;
  const ours = document.querySelector<HTMLMetaElement>("meta[name=languages]")?.content.split(" ") ?? [];
  const code = preferred(navigator.languages, ours);
  if (!code || code === page.lang || document.referrer.startsWith(`${location.origin}/`) || isDismissed()) return;
  page.dataset["offer"] = code;
  document.addEventListener("DOMContentLoaded", () => {
    const line = document.querySelector<HTMLElement>(".offer");
    const menu = document.querySelector<HTMLAnchorElement>(`.languages [hreflang="${code}"]`);
    if (line && menu) fill(line, menu);
  });
}

function fill(line: HTMLElement, menu: HTMLAnchorElement): void {
  const [link, button] = [document.createElement("a"), document.createElement("button")];
  line.lang = link.hreflang = menu.hreflang;
  line.dir = menu.dir;
  line.setAttribute("aria-label", menu.textContent);
  link.href = menu.href;
  link.textContent = menu.dataset["says"] ?? menu.textContent;
  button.type = "button";
  button.textContent = "×";
  button.setAttribute("aria-label", menu.dataset["close"] ?? "");
  button.addEventListener("click", () => {
    delete document.documentElement.dataset["offer"];
    try {
      sessionStorage.setItem(DISMISSED, "");
    } catch {
      // It is offered again on the next page.
    }
  });
  line.replaceChildren(link, button);
}

function isDismissed(): boolean {
  try {
    return sessionStorage.getItem(DISMISSED) !== null;
  } catch {
    return false;
  }
}

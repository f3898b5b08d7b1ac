// For pages of others: one line shows a service there and keeps it true. web/assets.py puts it, alone and in a scope of its own, at
// /widget.js; it stores nothing, and tells nobody who reads the page.

const EVERY_MS = 60_000;
const SIZE = [360, 280] as const;

/** The address of the widget that `tag` asks for, beside the script itself; "" where it names no service. */
export function addressOf(tag: Pick<HTMLScriptElement, "src" | "dataset">): string {
  const { service = "", language = "" } = tag.dataset;
  if (!/^[a-z0-9-]+$/.test(service)) return "";
  const root = /^[a-z]{2}$/.test(language) && language !== "en" ? `${language}/` : "";
  return new URL(`${root}s/${service}/widget`, tag.src).href;
}

function show(tag: HTMLScriptElement): void {
  const address = addressOf(tag);
  if (!address) return;
  let frame = document.createElement("iframe");
  frame.src = address;
  frame.title = tag.dataset.title ?? tag.dataset.service ?? "";
  frame.loading = "lazy";
  [frame.width, frame.height] = [`${SIZE[0]}`, `${SIZE[1]}`];
  frame.style.border = "0";
  tag.after(frame);
  if (tag.dataset.still !== undefined) return;
  setInterval(() => {
    // Nothing changes under a reader's finger, and nobody is asked for what nobody sees.
    if (document.hidden || document.activeElement === frame || frame.matches(":hover")) return;
    // Another address in the same frame would be one more step in the history of the page around it.
    const next = frame.cloneNode() as HTMLIFrameElement;
    frame.replaceWith(next);
    frame = next;
  }, EVERY_MS);
}

if (typeof document !== "undefined" && document.currentScript instanceof HTMLScriptElement) show(document.currentScript);

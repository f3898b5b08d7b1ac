// A cursor for the chart: pointer, finger and arrow keys move it, and what it stands on is written under the chart and
// read out. The figures are those of the table behind the chart, so nothing else is asked for; the words are the page's.

import { barAt, moved } from "./bars.ts";

/** Give every chart in `root` a cursor. Call what it returns when a chart or its table has changed. */
export function watchCharts(root: ParentNode): () => void {
  const cursors = [...root.querySelectorAll<HTMLElement>("[data-chart]")].map((plot) => new Cursor(plot));
  return () => cursors.forEach((cursor) => cursor.update());
}

class Cursor {
  readonly #plot: HTMLElement;
  readonly #line = document.createElement("div");
  readonly #said: HTMLElement | null;
  #at = -1;
  /** The minute at which the bar that is told begins: it moves to the left as time goes by. */
  #minute = 0;

  constructor(plot: HTMLElement) {
    this.#plot = plot;
    this.#said = plot.parentElement?.querySelector<HTMLElement>("[data-reading]") ?? null;
    this.#line.className = "cursor";
    this.#line.hidden = true;
    plot.append(this.#line);
    plot.tabIndex = 0;
    plot.setAttribute("role", "slider");
    plot.setAttribute("aria-label", plot.dataset["label"] ?? "");
    plot.setAttribute("aria-valuemin", "1");
    plot.addEventListener("keydown", (event) => this.#press(event));
    plot.addEventListener("focus", () => this.#at < 0 && this.#go(this.#words().length - 1));
    for (const kind of ["pointerdown", "pointermove"] as const) {
      plot.addEventListener(kind, (event) => {
        const { left, width } = plot.getBoundingClientRect();
        this.#go(barAt((event.clientX - left) / width, this.#words().length));
      });
    }
    this.update();
  }

  update(): void {
    const words = this.#words();
    this.#plot.setAttribute("aria-valuemax", String(words.length));
    if (this.#at < 0) return this.#value(words.length, words.at(-1));
    const { first, bin } = this.#grid();
    this.#go(Math.min(words.length - 1, Math.max(0, Math.round((this.#minute - first) / bin))));
  }

  #press(event: KeyboardEvent): void {
    const bars = this.#words().length;
    const at = event.altKey || event.ctrlKey || event.metaKey ? undefined : moved(event.key, this.#at < 0 ? bars - 1 : this.#at, bars);
    if (at === undefined) return;
    event.preventDefault();
    this.#go(at);
  }

  #go(at: number): void {
    const words = this.#words();
    const told = words[at];
    if (told === undefined) return;
    const { first, bin } = this.#grid();
    this.#at = at;
    this.#minute = first + at * bin;
    this.#line.hidden = false;
    this.#line.style.left = `${((at + 0.41) / words.length) * 100}%`;
    if (this.#said && this.#said.textContent !== told) this.#said.textContent = told;
    this.#value(at + 1, told);
  }

  #value(at: number, words = ""): void {
    this.#plot.setAttribute("aria-valuenow", String(at));
    this.#plot.setAttribute("aria-valuetext", words);
  }

  #grid(): { readonly first: number; readonly bin: number } {
    const drawing = this.#plot.querySelector<SVGElement>("svg");
    return { first: Number(drawing?.dataset["first"]), bin: Number(drawing?.dataset["bin"]) || 1 };
  }

  /** What each bar says, oldest first: the rows of the table. */
  #words(): string[] {
    const rows = this.#plot.closest("[data-range]")?.querySelectorAll<HTMLTableRowElement>("tbody tr") ?? [];
    const pattern = this.#plot.dataset["words"] ?? "{from}: {reports}; {usual}";
    return [...rows].reverse().map((row) => {
      const [from = "", reports = "", usual = ""] = [...row.cells].map((cell) => (cell.textContent ?? "").trim());
      return pattern.replace("{from}", from).replace("{reports}", reports).replace("{usual}", usual);
    });
  }
}

// A cursor for the chart: pointer, finger and arrow keys move it, and what it stands on is written under the chart and
// read out. The figures are those of the table behind the chart, so nothing else is asked for; the words are the page's.

import { barAt, moved } from "./bars.ts";
import { besideUtc } from "./times.ts";

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
    plot.addEventListener("focus", () => this.#at < 0 && this.#go(this.#rows().length - 1));
    for (const kind of ["pointerdown", "pointermove"] as const) {
      plot.addEventListener(kind, (event) => {
        const { left, width } = plot.getBoundingClientRect();
        this.#go(barAt((event.clientX - left) / width, this.#rows().length));
      });
    }
    this.update();
  }

  update(): void {
    const rows = this.#rows();
    const { first, bin } = this.#grid();
    const [last, end] = [rows.at(-1), rows.length - 1];
    this.#plot.setAttribute("aria-valuemax", String(rows.length));
    if (this.#at < 0) return this.#value(rows.length, last && this.#words(last, first + end * bin));
    this.#go(Math.min(end, Math.max(0, Math.round((this.#minute - first) / bin))));
  }

  #press(event: KeyboardEvent): void {
    const bars = this.#rows().length;
    const at = event.altKey || event.ctrlKey || event.metaKey ? undefined : moved(event.key, this.#at < 0 ? bars - 1 : this.#at, bars);
    if (at === undefined) return;
    event.preventDefault();
    this.#go(at);
  }

  #go(at: number): void {
    const rows = this.#rows();
    const row = rows[at];
    if (row === undefined) return;
    const { first, bin } = this.#grid();
    this.#at = at;
    this.#minute = first + at * bin;
    const told = this.#words(row, this.#minute);
    this.#line.hidden = false;
    this.#line.style.left = `${((at + 0.41) / rows.length) * 100}%`;
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

  /** What stands behind each bar, oldest first: the rows of the table. */
  #rows(): HTMLTableRowElement[] {
    return [...(this.#plot.closest("[data-range]")?.querySelectorAll<HTMLTableRowElement>("tbody tr") ?? [])].reverse();
  }

  /** What the bar of `row` says, which begins at this minute: beside its time, the reader's own. */
  #words(row: HTMLTableRowElement, minute: number): string {
    const [from = "", reports = "", usual = ""] = [...row.cells].map((cell) => (cell.textContent ?? "").trim());
    const words = (this.#plot.dataset["words"] ?? "{from}: {reports}; {usual}").replace("{from}", from);
    const timed = besideUtc(words, new Date(minute * 60_000), document.documentElement.lang, document.body.dataset["here"]);
    return timed.replace("{reports}", reports).replace("{usual}", usual);
  }
}

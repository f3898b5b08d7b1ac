// The map draws what the table below it says: rows with [data-area] become shaded outlines that can be walked through
// by keyboard, tapped, and are read out. Loaded when it comes into view; the words are the page's.

import PARTS from "virtual:outlines/parts";
import world from "virtual:outlines/world";

import { draws, holds, labelled, next, viewOf } from "./sheet.ts";
import type { Area, Box, Sheet } from "./sheet.ts";

const SVG = "http://www.w3.org/2000/svg";
const LABELS_MAX = 8;
const DOT_PIXELS = 5;
const SPECK_PIXELS = 1;
const MARGIN = 0.02;
const SMALL_PIXELS = 9;

interface Row extends Area {
  readonly name: string;
  readonly against: string;
  readonly short: string;
  readonly more: string;
}

/** Draw the map of `section`; call what it returns when the rows have changed. */
export function drawMap(section: HTMLElement, frame: HTMLElement): () => void {
  const map = new WorldMap(section, frame);
  map.update();
  return () => map.update();
}

class WorldMap {
  readonly #section: HTMLElement;
  readonly #frame: HTMLElement;
  readonly #svg = drawn("svg", { role: "presentation", focusable: "false" });
  readonly #land = drawn("g", { "aria-hidden": "true" });
  readonly #areas = drawn("g", { role: "listbox" });
  readonly #over = drawn("g", { "aria-hidden": "true", class: "over" });
  readonly #names: Intl.DisplayNames;
  #sheet: Sheet = world;
  #country = "";
  #view: Box = world.box;
  #rows: Row[] = [];
  #chosen = "";
  #said = "";

  constructor(section: HTMLElement, frame: HTMLElement) {
    this.#section = section;
    this.#frame = frame;
    this.#names = new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "region" });
    const patterns = drawn("defs", {});
    for (const pattern of section.querySelectorAll("pattern")) {
      const own = pattern.cloneNode(true) as SVGPatternElement;
      own.id = pattern.id.replace("key", "map");
      patterns.append(own);
    }
    this.#areas.setAttribute("aria-label", frame.dataset["label"] ?? "");
    this.#areas.setAttribute("aria-describedby", "map-keys");
    this.#svg.append(patterns, this.#land, this.#areas, this.#over);
    part(frame, "sheet").replaceChildren(this.#svg);
    this.#listen();
    this.#paint();
    this.#rows = this.#read();
    this.#show(viewOf(this.#rows, world.views));
  }

  /** The table may say something new. */
  update(): void {
    this.#rows = this.#read();
    this.#shade();
    const row = this.#row(this.#chosen);
    if (row && this.#sentence(row) !== this.#said) this.#tell(row, true);
  }

  #listen(): void {
    // Not on the shapes: one of SVG that listens for focus becomes a stop of its own in Chromium.
    const sheet = part(this.#frame, "sheet");
    sheet.addEventListener("keydown", (event) => {
      const row = event.altKey || event.ctrlKey || event.metaKey ? undefined : next(this.#rows, this.#chosen, event.key);
      if (!row) return;
      event.preventDefault();
      this.#option(row.code)?.focus();
    });
    sheet.addEventListener("focusin", (event) => this.#choose(codeOf(event.target)));
    sheet.addEventListener("click", (event) => {
      const code = codeOf(event.target);
      if (this.#row(code)) this.#option(code)?.focus({ preventScroll: true });
      else if (code) this.#tellNothing(code);
    });
    for (const button of this.#frame.querySelectorAll<HTMLElement>("[data-view]")) {
      button.addEventListener("click", () => this.#world(button.dataset["view"] ?? "world"));
    }
    part(this.#frame, "parts").addEventListener("click", () => void this.#turn());
    new ResizeObserver(() => this.#scale()).observe(this.#svg);
  }

  #read(): Row[] {
    const rows: Row[] = [];
    for (const element of this.#section.querySelectorAll<HTMLTableRowElement>("tr[data-area]")) {
      const { area: code = "", level = "0", words: against = "", short = "", more = "" } = element.dataset;
      const place = this.#sheet.areas[code];
      if (!place) continue;
      const name = (element.cells[0]?.textContent ?? "").trim();
      rows.push({ code, level: Number(level), short, more, name, against, x: place[0], y: place[1] });
    }
    return rows;
  }

  /** Every outline anew: those with reports can be chosen, the others are land. */
  #paint(): void {
    this.#land.replaceChildren();
    this.#areas.replaceChildren();
    this.#chosen = "";
    for (const [code, [x, y, path]] of Object.entries(this.#sheet.areas)) {
      const shape = drawn("g", { "data-code": code, class: "land" });
      if (path) shape.append(drawn("path", { d: path }));
      shape.append(drawn("circle", { cx: x, cy: y }));
      this.#land.append(shape);
    }
  }

  #shade(): void {
    const focused = codeOf(document.activeElement);
    const kept = new Set(this.#rows.map((row) => row.code));
    for (const shape of this.#areas.querySelectorAll<SVGGElement>("[data-code]")) {
      if (kept.has(codeOf(shape)) || codeOf(shape) === focused) continue;
      for (const name of ["role", "tabindex", "aria-label", "aria-selected"]) shape.removeAttribute(name);
      paint(shape, "land", undefined);
      this.#land.append(shape);
    }
    if (!this.#row(this.#chosen)) this.#chosen = "";
    this.#rows.forEach((row, at) => {
      const shape = this.#option(row.code);
      if (!shape) return;
      // A shape that stays where it is keeps the focus.
      if (shape.parentNode !== this.#areas) this.#areas.append(shape);
      shape.setAttribute("role", "option");
      shape.setAttribute("aria-label", `${row.name}: ${row.against}`);
      shape.setAttribute("aria-selected", String(row.code === this.#chosen));
      const first = this.#chosen ? row.code === this.#chosen : at === 0;
      shape.setAttribute("tabindex", first ? "0" : "-1");
      paint(shape, `land l${row.level}`, row.level > 1 ? `url(#map-${row.level})` : undefined);
    });
    this.#areas.toggleAttribute("hidden", this.#rows.length === 0);
    this.#scale();
  }

  /** What is measured on the screen and not on the map: dots, hatching, labels. */
  #scale(): void {
    const [, , width, height] = this.#view;
    const { clientWidth, clientHeight } = this.#svg;
    const unit = Math.max(width / (clientWidth || 1), height / (clientHeight || 1));
    for (const pattern of this.#svg.querySelectorAll("pattern")) pattern.setAttribute("patternTransform", `scale(${unit})`);
    const shown = new Set(this.#rows.map((row) => row.code));
    for (const shape of this.#svg.querySelectorAll<SVGGElement>("[data-code]")) {
      const path = shape.querySelector("path");
      const box = path?.getBBox();
      const isShown = shown.has(codeOf(shape));
      const isSmall = isShown && (!box || Math.max(box.width, box.height) < SMALL_PIXELS * unit);
      const radius = isSmall ? DOT_PIXELS : box ? 0 : SPECK_PIXELS;
      shape.querySelector("circle")?.setAttribute("r", String(radius * unit));
    }
    this.#label(unit);
  }

  #label(unit: number): void {
    this.#over.replaceChildren();
    const path = this.#option(this.#chosen)?.querySelector("path")?.getAttribute("d");
    if (path) this.#over.append(drawn("path", { d: path, class: "ring" }));
    const here = this.#rows.filter((row) => holds(this.#view, row));
    for (const { code, x, y, short } of labelled(here, 44 * unit, 16 * unit, LABELS_MAX)) {
      const dot = this.#option(code)?.querySelector("circle")?.getAttribute("r");
      const down = dot && dot !== "0" ? -DOT_PIXELS - 3 : 4; // beside a dot, or it would be hidden
      const text = drawn("text", { x, y: y + down * unit, "text-anchor": "middle", "font-size": 12 * unit, "stroke-width": 3 * unit });
      text.textContent = short;
      this.#over.append(text);
    }
  }

  #world(view: string): void {
    if (this.#country) {
      this.#country = "";
      this.#sheet = world;
      this.#paint();
      this.update();
      this.#offer();
    }
    this.#show(view);
  }

  #show(view: string): void {
    this.#look(this.#sheet.views[view] ?? this.#sheet.box);
    for (const button of this.#frame.querySelectorAll<HTMLElement>("[data-view]")) {
      button.setAttribute("aria-pressed", String(!this.#country && button.dataset["view"] === view));
    }
  }

  #look([left, top, width, height]: Box): void {
    const margin = MARGIN * Math.max(width, height);
    this.#view = [left - margin, top - margin, width + 2 * margin, height + 2 * margin];
    this.#svg.setAttribute("viewBox", this.#view.join(" "));
    this.#scale();
  }

  #choose(code: string): void {
    const row = this.#row(code);
    if (!row || code === this.#chosen) return;
    for (const [name, value] of [["aria-selected", "false"], ["tabindex", "-1"]] as const) {
      for (const shape of this.#areas.children) shape.setAttribute(name, value);
    }
    this.#chosen = code;
    this.#option(code)?.setAttribute("aria-selected", "true");
    this.#option(code)?.setAttribute("tabindex", "0");
    if (!holds(this.#view, row)) this.#show("world");
    this.#tell(row, false);
    this.#offer();
    this.#scale();
  }

  /** In sight all of it; aloud what the focus does not say by itself, or all of it when it has `changed`. */
  #tell(row: Row, changed: boolean): void {
    this.#said = this.#sentence(row);
    const name = document.createElement("strong");
    name.textContent = row.name;
    const [before = "", after = ""] = this.#rest(row).split("{place}");
    part(this.#frame, "told").replaceChildren(before, name, after);
    part(this.#frame, "said").textContent = changed ? this.#said : row.more;
  }

  #sentence(row: Row): string {
    return this.#rest(row).replace("{place}", row.name);
  }

  /** All that is said of a row, but for its name. */
  #rest(row: Row): string {
    return (this.#frame.dataset["says"] ?? "").replace("{words}", row.against).replace("{more}", row.more);
  }

  #tellNothing(code: string): void {
    // Reports may come from a part of this one, or from one that it is part of, which the map does not draw.
    if (this.#country && !draws(this.#sheet, this.#parts(this.#country)).all) return;
    const name = this.#country ? code : (this.#names.of(code) ?? code);
    const words = (this.#frame.dataset["none"] ?? "").replace("{place}", name);
    part(this.#frame, "told").textContent = words;
    part(this.#frame, "said").textContent = words;
  }

  /** The button that leads into the regions of the chosen country, or back. */
  #offer(): void {
    const button = part(this.#frame, "parts");
    const row = this.#row(this.#chosen);
    const parts = row && row.code in PARTS && this.#parts(row.code).length > 0;
    button.hidden = !this.#country && !parts;
    const words = this.#country ? this.#frame.dataset["back"] : this.#frame.dataset["into"]?.replace("{place}", row?.name ?? "");
    button.textContent = words ?? "";
  }

  async #turn(): Promise<void> {
    if (this.#country) {
      const country = this.#country;
      this.#world("world");
      this.#option(country)?.focus();
      return;
    }
    const country = this.#chosen;
    const sheet = await PARTS[country]?.().catch(() => undefined);
    if (!sheet || !draws(sheet.default, this.#parts(country)).any) {
      part(this.#frame, "told").textContent = part(this.#frame, "said").textContent = this.#frame.dataset["fault"] ?? "";
      return;
    }
    this.#country = country;
    this.#sheet = sheet.default;
    this.#paint();
    this.update();
    this.#show("");
    this.#offer();
    this.#option(this.#rows[0]?.code ?? "")?.focus({ preventScroll: true });
  }

  /** The codes of the regions of `country` that the table has. */
  #parts(country: string): string[] {
    const rows = this.#section.querySelectorAll<HTMLElement>(`tr[data-area^="${country}-"]`);
    return Array.from(rows, (row) => row.dataset["area"] ?? "");
  }

  #row(code: string): Row | undefined {
    return this.#rows.find((row) => row.code === code);
  }

  #option(code: string): SVGGElement | null {
    return code ? this.#svg.querySelector<SVGGElement>(`[data-code="${code}"]`) : null;
  }
}

function paint(shape: SVGGElement, look: string, fill: string | undefined): void {
  shape.setAttribute("class", look);
  if (fill) shape.setAttribute("fill", fill);
  else shape.removeAttribute("fill");
}

function codeOf(target: EventTarget | null): string {
  return target instanceof Element ? (target.closest<SVGElement>("[data-code]")?.dataset["code"] ?? "") : "";
}

function part(frame: HTMLElement, name: string): HTMLElement {
  const found = frame.querySelector<HTMLElement>(`[data-${name}]`);
  if (!found) throw new Error(`the page has no [data-${name}]`);
  return found;
}

function drawn<K extends keyof SVGElementTagNameMap>(name: K, attributes: Readonly<Record<string, string | number>>): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
  return element;
}

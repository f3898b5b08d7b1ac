// A page stays true while it is looked at. Of a service and of its outage one stream tells that something changed, the prepared
// fragment or the page itself says what; pages over all services ask for themselves once a minute. Focus never moves, a hidden page
// keeps still, a crowd does not fetch all at once. A static copy has no stream: there it is asked for at the pace of the copy.

import { watchCharts } from "./chart.ts";
import { watchRanges } from "./ranges.ts";
import { watchForm } from "./report.ts";
import { tellLocalTimes } from "./times.ts";
import { watchMap } from "./where.ts";
import { backOff, isLate } from "./words.ts";

const SPREAD_MS = 1_000;
const PAGE_SPREAD_MS = 15_000;
const PUBLISHED_MS = 1_500;

function start(root: HTMLElement, onChange: () => void): void {
  const live = new Live(root, onChange);
  const form = root.querySelector<HTMLFormElement>("form[data-report]");
  if (form) watchForm(form, form.dataset["report"] ?? "", () => live.expect());
  document.addEventListener("visibilitychange", () => (document.hidden ? live.pause() : live.resume()));
  addEventListener("pagehide", () => live.pause());
  addEventListener("pageshow", () => live.resume());
  live.resume();
}

class Live {
  readonly #root: HTMLElement;
  readonly #slug: string | undefined;
  readonly #onChange: () => void;
  readonly #base: string;
  readonly #from: string;
  readonly #isCopy: boolean;
  readonly #every: number | undefined;
  #isNew = true;
  #stream: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #fetching = false;
  #again = false;
  #attempt = 0;

  constructor(root: HTMLElement, onChange: () => void) {
    const { service, base, from, copy, every, root: language } = root.dataset;
    this.#root = root;
    this.#slug = service;
    this.#onChange = onChange;
    this.#base = base ?? "";
    this.#from = from ?? `${this.#base}${language ?? ""}/s/${service}/live`;
    this.#isCopy = copy !== undefined;
    const pace = copy ?? every;
    this.#every = pace === undefined ? undefined : Number(pace);
  }

  /** A report was counted: the page that holds it is published within a second, told of or not. */
  expect(): void {
    setTimeout(() => void this.#refresh(), PUBLISHED_MS);
  }

  pause(): void {
    this.#isNew = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#stream?.close();
    this.#stream = undefined;
  }

  resume(): void {
    if (this.#stream || document.hidden) return;
    if (this.#every !== undefined) {
      this.#poll(this.#every);
      return;
    }
    const stream = new EventSource(`/api/v1/stream?service=${encodeURIComponent(this.#slug ?? "")}`);
    this.#stream = stream;
    stream.addEventListener("open", () => {
      this.#attempt = 0;
      void this.#refresh();
    });
    stream.addEventListener("service", () => this.#soon());
    stream.addEventListener("error", () => {
      // The browser reconnects by itself after a broken line, but not after an answer such as "busy": until there
      // is room, the page asks for itself with each try.
      if (stream.readyState !== EventSource.CLOSED || this.#stream !== stream) return;
      this.pause();
      this.#timer = setTimeout(
        () => {
          this.#timer = undefined;
          void this.#refresh();
          this.resume();
        },
        backOff(this.#attempt++, Math.random()) * 1000,
      );
    });
  }

  #poll(every: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isCopy) void this.#age();
    if (every <= 0) return;
    if (this.#isCopy || !this.#isNew) void this.#refresh();
    this.#timer = setTimeout(
      () => {
        this.#isNew = false;
        this.#poll(every);
      },
      every * 1000 * (1 + Math.random() / 4),
    );
  }

  /** Says so when nobody has renewed the copy for a while. */
  async #age(): Promise<void> {
    try {
      const response = await fetch(`${this.#base}/copied.json`, { cache: "no-cache" });
      const copied = (await response.json()) as { readonly at: string; readonly every: number };
      const late = document.querySelector<HTMLElement>("[data-late]");
      if (late) late.hidden = !isLate(copied, Date.now());
    } catch {
      // Not known: the chart says of when it is.
    }
  }

  #soon(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#refresh();
      // A whole page is more than the fragment, and changes with the judge, not with each report.
    }, Math.random() * (this.#root.dataset["from"] === undefined ? SPREAD_MS : PAGE_SPREAD_MS));
  }

  async #refresh(): Promise<void> {
    if (this.#fetching) {
      this.#again = true;
      return;
    }
    this.#fetching = true;
    try {
      do {
        this.#again = false;
        // The browser asks with the tag of what it has, even while that is fresh: an event said that there is news.
        const response = await fetch(this.#from, { cache: "no-cache" });
        if (response.ok) this.#apply(await response.text());
      } while (this.#again);
    } catch {
      // The page stays as it is; the next event tries again.
    } finally {
      this.#fetching = false;
    }
  }

  #apply(html: string): void {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    // A browser that wants another language may be led to it from the front page.
    const { lang } = fresh.documentElement;
    if (lang && lang !== document.documentElement.lang) return;
    tellLocalTimes(fresh.body, document.body.dataset["here"]);
    // What is over is not reported any more: the page itself has no form then. A fragment never has one.
    const form = this.#root.querySelector<HTMLFormElement>("form[data-report]");
    if (form && lang && !form.contains(document.activeElement)) form.hidden = !fresh.querySelector("form[data-report]");
    for (const part of fresh.querySelectorAll<HTMLElement>("[data-live]")) {
      const shown = this.#root.querySelector<HTMLElement>(`[data-live="${part.dataset["live"]}"]`);
      // What says the same is left alone, so that nothing is read out twice; what holds the focus keeps it.
      if (!shown || shown.innerHTML === part.innerHTML || shown.contains(document.activeElement)) continue;
      replaceInside(shown, part);
    }
    this.#onChange();
  }
}

/** Put what is in `fresh` into `shown`; what was open stays open, what was scrolled stays where it was. */
function replaceInside(shown: HTMLElement, fresh: HTMLElement): void {
  const [open, scrolled] = [[...shown.querySelectorAll("details")], [...shown.querySelectorAll<HTMLElement>(".table")]];
  const kept = [open.map((details) => details.open), scrolled.map((table) => table.scrollTop)] as const;
  shown.replaceChildren(...fresh.childNodes);
  shown.querySelectorAll("details").forEach((details, at) => (details.open = kept[0][at] ?? false));
  shown.querySelectorAll(".table").forEach((table, at) => (table.scrollTop = kept[1][at] ?? 0));
}

tellLocalTimes(document.body, document.body.dataset["here"]);

const worker = document.body.dataset["worker"];
if (worker && "serviceWorker" in navigator) {
  addEventListener("load", () => {
    void navigator.serviceWorker.register(worker).catch(() => undefined);
    // What it shows without a line should be in the language that is read.
    if (document.documentElement.lang === "en") return;
    void navigator.serviceWorker.ready.then(({ active }) => active?.postMessage(location.pathname)).catch(() => undefined);
  });
}

const wanted = document.querySelector<HTMLFormElement>("form[data-subscribe], form[data-wish]");
if (wanted) void import("./push.ts").then(({ watchPush }) => watchPush(wanted));

// Last, since a class does not exist before its line has run.
const root = document.querySelector<HTMLElement>("[data-service], [data-from]");
const where = document.querySelector<HTMLElement>("[data-where]");
let changed = watchCharts(document);
const mapChanged = where ? watchMap(where) : () => undefined;
for (const section of document.querySelectorAll<HTMLElement>("[data-ranges]")) {
  watchRanges(section, () => (changed = watchCharts(section)));
}
if (root) {
  start(root, () => {
    changed();
    mapChanged();
  });
}

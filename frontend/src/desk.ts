// The desk stays true while somebody works at it: the public stream says that a service's page has changed (nothing of the desk is
// on it), and the page that is open is asked for again, as whoever is signed in. What is being written, what holds the focus and
// what is open stays as it is; what has changed is said politely.

import { backOff } from "./words.ts";

const SOON_MS = 300;
const AGAIN_MS = 15_000;

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Whether somebody has changed this field since it was drawn. */
function isTouched(field: Field): boolean {
  if (field instanceof HTMLSelectElement) {
    const options = [...field.options];
    const drawn = options.some((option) => option.defaultSelected);
    return drawn
      ? options.some((option) => option.selected !== option.defaultSelected)
      : field.multiple
        ? field.selectedOptions.length > 0
        : field.selectedIndex > 0;
  }
  if (field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio")) {
    return field.checked !== field.defaultChecked;
  }
  return field.value !== field.defaultValue;
}

function isBusy(part: HTMLElement): boolean {
  // A form that was sent back holds what somebody wrote as if it had been drawn so.
  if (part.contains(document.activeElement) || part.querySelector("#fault")) return true;
  return [...part.querySelectorAll<Field>("input, textarea, select")].some(isTouched);
}

/** Puts what is new of `fresh` into the page; the names of the parts that say something else now. `told` is what each part said when it was
 * drawn: what else writes into the page (password managers do) is no news. */
function apply(root: HTMLElement, fresh: Document, told: Map<string, string>): string[] {
  const changed: string[] = [];
  for (const part of fresh.querySelectorAll<HTMLElement>("[data-part]")) {
    const key = part.dataset["part"] ?? "";
    const shown = root.querySelector<HTMLElement>(`[data-part="${key}"]`);
    if (!shown || told.get(key) === part.innerHTML || isBusy(shown)) continue;
    told.set(key, part.innerHTML);
    const open = [...shown.querySelectorAll("details")].map((details) => details.open);
    const drawn = document.importNode(part, true);
    drawn.querySelectorAll("details").forEach((details, at) => (details.open = open[at] ?? false));
    shown.replaceChildren(...drawn.childNodes);
    const name = part.dataset["says"];
    if (name) changed.push(name);
  }
  return changed;
}

class Desk {
  readonly #root: HTMLElement;
  readonly #said: HTMLElement | null;
  #stream: EventSource | undefined;
  #soon: ReturnType<typeof setTimeout> | undefined;
  #again: ReturnType<typeof setInterval> | undefined;
  #attempt = 0;
  #fetching = false;
  readonly #told = new Map<string, string>();

  constructor(root: HTMLElement) {
    this.#root = root;
    for (const part of root.querySelectorAll<HTMLElement>("[data-part]")) {
      this.#told.set(part.dataset["part"] ?? "", part.innerHTML);
    }
    this.#said = root.querySelector<HTMLElement>("[data-said]");
  }

  resume(): void {
    if (this.#again !== undefined || document.hidden) return;
    this.#again = setInterval(() => void this.#refresh(), AGAIN_MS);
    this.#listen();
  }

  pause(): void {
    clearInterval(this.#again);
    clearTimeout(this.#soon);
    this.#again = this.#soon = undefined;
    this.#stream?.close();
    this.#stream = undefined;
  }

  #listen(): void {
    const stream = new EventSource("/api/v1/stream");
    this.#stream = stream;
    stream.addEventListener("open", () => {
      this.#attempt = 0;
      void this.#refresh();
    });
    stream.addEventListener("service", () => {
      this.#soon ??= setTimeout(() => {
        this.#soon = undefined;
        void this.#refresh();
      }, SOON_MS);
    });
    stream.addEventListener("error", () => {
      if (stream.readyState !== EventSource.CLOSED || this.#stream !== stream) return;
      setTimeout(() => {
        if (this.#stream === stream) this.#listen();
      }, backOff(this.#attempt++, Math.random()) * 1000);
    });
  }

  async #refresh(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    try {
      // Not where the browser is: a form that was sent back is shown at the address that it was sent to, which is no page.
      const page = this.#root.dataset["desk"] || location.pathname;
      const response = await fetch(page, { headers: { accept: "text/html" }, cache: "no-store" });
      if (response.status === 401 || response.redirected) {
        this.pause();
        this.#say("You are signed out: what is shown stays as it was.");
      } else if (response.ok) {
        const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
        const changed = apply(this.#root, fresh, this.#told);
        if (changed.length > 0) this.#say(`Changed: ${changed.join(", ")}.`);
      }
    } catch {
      // The page stays as it is; the next time tries again.
    } finally {
      this.#fetching = false;
    }
  }

  #say(words: string): void {
    if (this.#said) this.#said.textContent = words;
  }
}

const root = document.querySelector<HTMLElement>("[data-desk]");
if (root) {
  const desk = new Desk(root);
  document.addEventListener("visibilitychange", () => (document.hidden ? desk.pause() : desk.resume()));
  addEventListener("pagehide", () => desk.pause());
  addEventListener("pageshow", () => desk.resume());
  desk.resume();
}

const draft = document.querySelector<HTMLFormElement>("form[data-keep]");
if (draft) void import("./draft.ts").then(({ watchDraft }) => watchDraft(draft));

// What somebody writes at the desk is kept while they write: nothing is lost with a page that is left. Who has written meanwhile
// is told of, and nothing of theirs is written over.

const PAUSE_MS = 1500;
const AGAIN_MS = 10_000;

/** What a form holds, as its button "keep" would send it. */
export function body(form: HTMLFormElement): URLSearchParams {
  const told = new URLSearchParams();
  for (const [name, value] of new FormData(form)) told.append(name, String(value));
  told.set("action", "keep");
  return told;
}

/** What becomes of an attempt: the version that is kept now, or "" where somebody else's is. */
export function kept(response: { status: number; headers: { get(name: string): string | null } }): string {
  return response.status === 204 ? (response.headers.get("x-draft") ?? "") : "";
}

/** Keep the form some time after each change, and when its page is left. */
export function watchDraft(form: HTMLFormElement): void {
  const version = form.querySelector<HTMLInputElement>('input[name="draft"]');
  const said = form.querySelector<HTMLElement>("[data-kept]");
  // Not form.action: that is its button of this name.
  const goal = form.getAttribute("action");
  if (!version || !said || !goal) return;
  let soon: ReturnType<typeof setTimeout> | undefined;
  let busy = false;
  let changed = false;
  let stopped = false;

  const soonAgain = (after: number): void => {
    clearTimeout(soon);
    soon = setTimeout(() => void keep(false), after);
  };

  const keep = async (leaving: boolean): Promise<void> => {
    clearTimeout(soon);
    if (!changed || busy || stopped) return;
    busy = true;
    changed = false;
    let after = PAUSE_MS;
    try {
      const headers = { accept: "text/html" };
      const response = await fetch(goal, { method: "POST", body: body(form), headers, keepalive: leaving });
      const now = kept(response);
      if (now) version.value = now;
      stopped = response.ok && !now;
      said.textContent = said.dataset[now ? "words" : stopped ? "other" : "fault"] ?? "";
      if (response.status >= 500) throw new Error("not now");
    } catch {
      said.textContent = said.dataset["fault"] ?? "";
      changed = true;
      after = AGAIN_MS;
    } finally {
      busy = false;
      if (changed && !stopped) soonAgain(after); // what was written meanwhile, or could not be kept
    }
  };

  form.addEventListener("input", () => {
    changed = true;
    soonAgain(PAUSE_MS);
  });
  form.addEventListener("submit", () => {
    changed = false;
    stopped = true;
    clearTimeout(soon);
  });
  addEventListener("pagehide", () => void keep(true));
  addEventListener("pageshow", (event) => {
    if (event.persisted) stopped = false; // back from where the form led
  });
}

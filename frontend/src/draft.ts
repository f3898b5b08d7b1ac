// What somebody writes at the desk is kept while they write: nothing is lost with a page that is left. Who has written meanwhile
// is told of, and nothing of theirs is written over.

const PAUSE_MS = 1500;

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
  if (!version || !said) return;
  let soon: ReturnType<typeof setTimeout> | undefined;
  let busy = false;
  let changed = false;
  let stopped = false;

  const keep = async (leaving: boolean): Promise<void> => {
    clearTimeout(soon);
    if (!changed || busy || stopped) return;
    busy = true;
    changed = false;
    try {
      const headers = { accept: "text/html" };
      const response = await fetch(form.action, { method: "POST", body: body(form), headers, keepalive: leaving });
      const now = kept(response);
      if (now) version.value = now;
      else if (response.ok) stopped = true;
      else changed = true;
      said.textContent = now ? (said.dataset["words"] ?? "") : stopped ? (said.dataset["other"] ?? "") : "";
    } catch {
      changed = true;
    } finally {
      busy = false;
    }
  };

  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(soon);
    soon = setTimeout(() => void keep(false), PAUSE_MS);
  });
  form.addEventListener("submit", () => {
    changed = false;
    clearTimeout(soon);
  });
  addEventListener("pagehide", () => void keep(true));
}

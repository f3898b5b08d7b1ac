// One tap: the report goes out in the background; whatever prevents that, the ordinary form does it instead.

import { reportBody, newKey } from "./words.ts";

const ANSWER_MS_MAX = 10_000;

interface Receipt {
  readonly page: string;
  readonly works: boolean;
}

interface Problem {
  readonly detail?: string;
  readonly title?: string;
}

/** Take over the buttons of `form`. `onCounted` hears of each report of trouble that was taken. */
export function watchForm(form: HTMLFormElement, slug: string, onCounted: () => void): void {
  const thanks = form.querySelector<HTMLElement>("[data-thanks]");
  if (!thanks) return;
  let busy = false;
  let handOver = false;
  form.addEventListener("submit", (event) => {
    if (handOver) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    const button = event.submitter;
    const entries = [...new FormData(form, button)].map(([name, value]) => [name, String(value)] as const);
    button?.setAttribute("aria-disabled", "true");
    send(reportBody(slug, entries))
      .then((outcome) => {
        if (outcome === undefined) {
          handOver = true;
          form.requestSubmit(button);
          return;
        }
        say(thanks, outcome);
        if ("page" in outcome && !outcome.works) onCounted();
      })
      .finally(() => {
        busy = false;
        button?.removeAttribute("aria-disabled");
      });
  });
}

/** The receipt, or what the sender has to mend; undefined when the ordinary form should try. */
async function send(body: Record<string, string | boolean>): Promise<Receipt | Problem | undefined> {
  try {
    const response = await fetch("/api/v1/reports", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "Idempotency-Key": newKey(),
        "X-Time-Zone": Intl.DateTimeFormat().resolvedOptions().timeZone,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    if (response.status === 202) return (await response.json()) as Receipt;
    if (response.status >= 400 && response.status < 500) return (await response.json()) as Problem;
  } catch {
    // The line is bad or the answer unreadable: the form that needs no script may still get through.
  }
  return undefined;
}

function say(thanks: HTMLElement, outcome: Receipt | Problem): void {
  const words = thanks.dataset;
  if ("page" in outcome) {
    const link = document.createElement("a");
    link.href = outcome.page;
    link.textContent = words["link"] ?? "";
    thanks.classList.remove("fault");
    thanks.replaceChildren(`${words["done"] ?? ""} `, link);
  } else {
    thanks.classList.add("fault");
    thanks.textContent = `${words["fault"] ?? ""} ${(outcome as Problem).detail ?? (outcome as Problem).title ?? ""}`;
  }
}

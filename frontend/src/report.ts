// One tap: the report goes out in the background, and the page says what became of it. On a bad line the page stays,
// with everything that was typed: another tap sends the same report again, under the same key.

import { Prover } from "./proof.ts";
import { faultWords, keyring, reportBody } from "./words.ts";
import type { Body, Problem } from "./words.ts";

const ANSWER_MS_MAX = 10_000;
const LOOK_AFTER_MS = [600, 1_000, 2_000, 4_000];
const HOW = ["country", "region", "network", "platform", "app_version", "comment"];

interface Receipt {
  readonly receipt: string;
}

/** Take over the buttons of `form`. `onCounted` hears of each report that counts. */
export function watchForm(form: HTMLFormElement, slug: string, onCounted: () => void): void {
  const thanks = form.querySelector<HTMLElement>("[data-thanks]");
  if (!thanks) return;
  const keys = keyring();
  const prover = new Prover();
  void prover.prepare();
  const said = new Set<string>();
  let busy = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    const button = event.submitter;
    const entries = [...new FormData(form, button)].map(([name, value]) => [name, String(value)] as const);
    const body = reportBody(slug, entries);
    button?.setAttribute("aria-disabled", "true");
    sendProven(body, keys.of(body), prover)
      .then((outcome) => {
        say(thanks, outcome);
        if (outcome === undefined || !("receipt" in outcome)) return;
        keys.spend();
        for (const part of partsOf(body, button)) said.add(part);
        arrange(form, thanks, said);
        void prover.prepare();
        void follow(outcome, thanks, onCounted);
      })
      .finally(() => {
        busy = false;
        button?.removeAttribute("aria-disabled");
      });
  });
}

/** Send with the proof that was prepared, if one is asked for; of a report that is refused as one too many, with one made now. */
async function sendProven(body: Body, key: string, prover: Prover): Promise<Receipt | Problem | undefined> {
  const outcome = await send(body, key, await prover.taken());
  if (outcome === undefined || "receipt" in outcome || outcome.type !== "/problems/flood") return outcome;
  const proof = await prover.made();
  return proof === undefined ? outcome : send(body, key, proof);
}

/** The receipt, or what the sender has to mend; undefined when nothing was heard of it. */
async function send(body: Body, key: string, proof?: string): Promise<Receipt | Problem | undefined> {
  try {
    const response = await fetch("/api/v1/reports", {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "Idempotency-Key": key,
        "X-Time-Zone": Intl.DateTimeFormat().resolvedOptions().timeZone,
        ...(proof === undefined ? {} : { "Proof-Of-Work": proof }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    return (await response.json()) as Receipt | Problem;
  } catch {
    return undefined;
  }
}

/** Whether it counts is known within seconds; that it does not is said, and no more is shown than was counted. */
async function follow(receipt: Receipt, thanks: HTMLElement, onCounted: () => void): Promise<void> {
  for (const wait of LOOK_AFTER_MS) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      const response = await fetch(`/api/v1/receipts/${receipt.receipt}`, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
      const { status } = (await response.json()) as { readonly status?: string };
      if (status === undefined || status === "waiting") continue;
      if (status !== "repeat") onCounted();
      // Meanwhile another may have been sent, and the thanks are for that one.
      const own = thanks.querySelector("a")?.href.endsWith(receipt.receipt);
      const words = status === "counted" ? undefined : thanks.dataset[status];
      if (own && words !== undefined) thanks.firstChild?.replaceWith(`${words} `);
      return;
    } catch {
      // The report is safe; only what became of it is not known yet.
    }
  }
}

/** What a report has said: that there is trouble or that it works; and then what fails, where and how. */
function* partsOf(body: Body, button: HTMLElement | null): Iterable<string> {
  yield body["works"] ? "works" : "trouble";
  if (!body["works"] && body["symptom"] !== undefined) yield "what";
  if (HOW.some((name) => body[name] !== undefined) || button?.closest("[data-how]")) yield "how";
}

/** After the one tap the thanks stand where its button was, and what more can be said below: it counts with the report. What has
 * been said is not asked for again. */
function arrange(form: HTMLFormElement, thanks: HTMLElement, said: ReadonlySet<string>): void {
  const part = <T extends HTMLElement>(name: string) => form.querySelector<T>(name);
  const [taps, what, how] = [part("[data-taps]"), part("[data-what]"), part<HTMLDetailsElement>("[data-how]")];
  const trouble = said.has("trouble");
  const away = new Map([
    [part("[data-taps] .main"), trouble],
    [part("[data-taps] .works"), said.has("works")],
    [what, !trouble || said.has("what")],
    [how, !trouble || said.has("how")],
  ]);
  for (const [each, isAway] of away) {
    if (!each) continue;
    if (isAway && each.contains(document.activeElement)) thanks.focus();
    each.hidden = isAway;
  }
  form.reset();
  if (!trouble) return;
  if (taps) form.append(taps);
  if (how) how.open = true;
  const legend = what?.querySelector("legend");
  if (legend) legend.textContent = legend.dataset["after"] ?? legend.textContent;
}

function say(thanks: HTMLElement, outcome: Receipt | Problem | undefined): void {
  const words = thanks.dataset;
  const taken = outcome !== undefined && "receipt" in outcome;
  thanks.classList.toggle("fault", !taken);
  if (taken) {
    const link = document.createElement("a");
    link.href = `${thanks.closest<HTMLElement>("[data-root]")?.dataset["root"] ?? ""}/r/${outcome.receipt}`;
    link.textContent = words["link"] ?? "";
    thanks.replaceChildren(`${words["done"] ?? ""} `, link);
  } else if (outcome === undefined) {
    thanks.textContent = words["unsent"] ?? "";
  } else {
    thanks.textContent = `${words["fault"] ?? ""} ${faultWords(outcome, words["faults"])}`;
  }
}

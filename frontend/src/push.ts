// The button that has this browser told: shown only where it can be. The site says yes to nobody here: it sends a push, and the
// worker (offline.ts) answers it.

/** The fields of the form as the API takes them. */
export function wishes(form: FormData): Record<string, unknown> {
  const one = (name: string): string => String(form.get(name) ?? "").trim();
  const many = (name: string): string[] => form.getAll(name).map(String).filter(Boolean);
  const quiet = one("quiet_from") && one("quiet_to") ? { quiet_from: one("quiet_from"), quiet_to: one("quiet_to") } : {};
  return {
    services: one("service").split(/[,،、]/).map((name) => name.trim()).filter(Boolean),
    categories: many("category"),
    countries: many("country"),
    severity_min: Number(one("severity_min")) || 1,
    language: one("language") || "en",
    digest: one("digest") || "none",
    time_zone: one("time_zone") || "UTC",
    urgent: form.has("urgent"),
    ...quiet,
  };
}

/** Where a form's browser is signed up, and with what beside its subscription: on the page of a report or question to be told once. */
export function signUp(form: HTMLFormElement): readonly [string, Record<string, unknown>] {
  const wish = form.dataset["wish"];
  if (!wish) return ["/api/v1/subscriptions", wishes(new FormData(form))];
  // A notification that is replaced by the next disturbs nobody: a browser is asked, too, whether it works again.
  const language = form.ownerDocument.documentElement.lang || "en";
  return [wish, { asks: true, language }];
}

async function subscribe(form: HTMLFormElement): Promise<Response> {
  const registration = await navigator.serviceWorker.ready;
  const { key } = (await (await fetch("/api/v1/push-key")).json()) as { key: string };
  const push = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = push.toJSON();
  const [path, told] = signUp(form);
  return fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ way: "push", push: { endpoint, keys }, ...told }),
  });
}

/** Watch the form of the page to sign up on, or of a report's or question's. */
export function watchPush(form: HTMLFormElement): void {
  const zone = form.querySelector<HTMLSelectElement>("[data-zone]");
  if (zone?.value === "UTC") {
    zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zone.selectedIndex < 0) zone.selectedIndex = 0;
  }
  const place = form.querySelector<HTMLElement>("[data-push]");
  const said = form.querySelector<HTMLElement>("[data-push-said]");
  if (!place || !said || !("PushManager" in window) || !("serviceWorker" in navigator)) return;
  place.hidden = false;
  place.querySelector("button")?.addEventListener("click", () => {
    void (async () => {
      try {
        const answer = await subscribe(form);
        const fault = answer.ok ? "" : ((await answer.json()) as { detail?: string }).detail;
        said.classList.toggle("fault", !answer.ok);
        said.textContent = fault || (said.dataset["on"] ?? "");
      } catch {
        said.classList.add("fault");
        said.textContent = said.dataset["denied"] ?? "";
      }
    })();
  });
}

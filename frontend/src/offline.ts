// Without a line a browser shows a page of its own that helps nobody. This shows ours instead, kept from the first visit in
// the language of each page that was read; nothing else is taken from what is kept, so no old figure is ever shown as a new one.

const CACHE = "groundswell-offline";
const PAGE = "/offline";

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

/** The page in the language of `path`, which begins with its code or is English. */
const pageIn = (path: string): string => (/^\/[a-z]{2}(?=\/)/.exec(path)?.[0] ?? "") + PAGE;

/** The page at `path` and what it is drawn with. */
async function keepPage(path: string): Promise<void> {
  const answer = await fetch(path, { cache: "no-cache" });
  if (!answer.ok) return;
  const drawn = [...(await answer.clone().text()).matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((found) => found[1] ?? "");
  const kept = await caches.open(CACHE);
  await kept.addAll([...new Set(drawn)]);
  await kept.put(path, answer);
}

addEventListener("install", (event) => (event as Lasting).waitUntil(keepPage(PAGE)));
addEventListener("message", (event) => {
  const { data } = event as MessageEvent<unknown>;
  if (typeof data === "string") (event as unknown as Lasting).waitUntil(keepPage(pageIn(data)));
});
addEventListener("fetch", (event) => {
  const asked = event as Asked;
  const { request } = asked;
  const isPage = request.mode === "navigate" && request.method === "GET";
  if (!isPage && !new URL(request.url).pathname.startsWith("/static/")) return;
  asked.respondWith(
    fetch(request).catch(async (fault: unknown) => {
      const wanted = isPage ? pageIn(new URL(request.url).pathname) : request;
      const kept = (await caches.match(wanted)) ?? (isPage ? await caches.match(PAGE) : undefined);
      if (kept) return kept;
      throw fault;
    }),
  );
});

// What the site pushes. A question for the yes is answered by the worker: that it got here is the yes. Both are shown: browsers ask for it.
interface Told {
  readonly title: string;
  readonly body: string;
  readonly url: string;
  readonly tag: string;
  readonly lang: string;
}
interface Pushed extends Lasting {
  readonly data: { json(): unknown } | null;
}
interface Clicked extends Lasting {
  readonly notification: Notification;
}
interface Scope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: { openWindow(url: string): Promise<unknown> };
}
const scope = self as unknown as Scope;

async function announcePushed(told: Told): Promise<void> {
  const place = new URL(told.url || "/", location.origin);
  const isQuestion = /^(\/[a-z]{2})?\/confirm\/[\w-]+$/.test(place.pathname);
  if (isQuestion) await fetch(place.pathname, { method: "POST" });
  const { title, body, tag, lang } = told;
  await scope.registration.showNotification(title, { body, tag, lang, data: isQuestion ? "/" : place.pathname });
}

addEventListener("push", (event) => {
  const pushed = event as Pushed;
  if (pushed.data) pushed.waitUntil(announcePushed(pushed.data.json() as Told));
});
addEventListener("notificationclick", (event) => {
  const clicked = event as Clicked;
  clicked.notification.close();
  clicked.waitUntil(scope.clients.openWindow(String(clicked.notification.data || "/")));
});

// Without a line a browser shows a page of its own that helps nobody. This shows ours instead, kept from the first visit;
// nothing else is taken from what is kept, so no old figure is ever shown as a new one.

const CACHE = "groundswell-offline";
const PAGE = "/offline";

interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

/** The page and what it is drawn with. */
async function keepPage(): Promise<void> {
  const answer = await fetch(PAGE, { cache: "no-cache" });
  if (!answer.ok) return;
  const drawn = [...(await answer.clone().text()).matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map((found) => found[1] ?? "");
  const kept = await caches.open(CACHE);
  await kept.addAll([...new Set(drawn)]);
  await kept.put(PAGE, answer);
}

addEventListener("install", (event) => (event as Lasting).waitUntil(keepPage()));
addEventListener("fetch", (event) => {
  const asked = event as Asked;
  const { request } = asked;
  const isPage = request.mode === "navigate" && request.method === "GET";
  if (!isPage && !new URL(request.url).pathname.startsWith("/static/")) return;
  asked.respondWith(
    fetch(request).catch(async (fault: unknown) => {
      const kept = await caches.match(isPage ? PAGE : request);
      if (kept) return kept;
      throw fault;
    }),
  );
});

// The parts that touch neither page nor network.

/** What POST /api/v1/reports takes, from the fields of the form; empty fields are left out. */
export function reportBody(
  slug: string,
  entries: Iterable<readonly [string, string]>,
): Record<string, string | boolean> {
  const body: Record<string, string | boolean> = { service: slug };
  for (const [name, value] of entries) {
    if (value === "") continue;
    if (name === "symptom" && value === "works-for-me") body["works"] = true;
    else body[name] = value;
  }
  return body;
}

/** Seconds to wait before attempt `attempt` (0, 1, ...): doubled each time up to five minutes, spread by `chance` in 0..1. */
export function backOff(attempt: number, chance: number): number {
  return Math.min(300, 3 * 2 ** Math.min(attempt, 10)) * (0.5 + chance / 2);
}

/** What the page shows: the published count, but for a moment not less than what the reporter has just seen. */
export function shownCount(published: number, promised: number, promisedUntil: number, now: number): number {
  return now < promisedUntil ? Math.max(published, promised) : published;
}

/** A key that no other report has. Plain http has no randomUUID. */
export function newKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

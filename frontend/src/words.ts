// The parts that touch neither page nor network.

/** What POST /api/v1/reports takes. */
export type Body = Readonly<Record<string, string | boolean>>;

/** What is wrong with a report, as the server tells it (RFC 9457). */
export interface Problem {
  readonly type?: string;
  readonly detail?: string;
  readonly title?: string;
}

/** What to say of `problem`: in the page's own words for its kind where it has some (JSON, by kind), else as the server says it. */
export function faultWords(problem: Problem, own?: string): string {
  const kind = problem.type?.split("/").pop() ?? "";
  const said = own ? (JSON.parse(own) as Readonly<Record<string, string>>)[kind] : undefined;
  return said ?? problem.detail ?? problem.title ?? "";
}

/** The report in the fields of the form; empty fields are left out. */
export function reportBody(slug: string, entries: Iterable<readonly [string, string]>): Body {
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

/** Whether a static copy, made at `at` and to be renewed after `every` seconds (0: at no set pace), is old by now. */
export function isLate(copied: { readonly at: string; readonly every: number }, now: number): boolean {
  return now - Date.parse(copied.at) > Math.max(300, 3 * copied.every) * 1000;
}

/** Keys for reports: the same report keeps its key until it is spent, so that one that got through unheard is not sent twice. */
export function keyring(): { of(body: Body): string; spend(): void } {
  let said = "";
  let key = "";
  return {
    of(body) {
      const now = JSON.stringify(body);
      if (now !== said) [said, key] = [now, newKey()];
      return key;
    },
    spend() {
      said = "";
    },
  };
}

/** A key that no other report has. Plain http has no randomUUID. */
function newKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

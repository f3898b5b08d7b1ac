// A proof of work: sought while the person reads, and shown only when reports are asked for one, or when one was refused because
// many come over one connection. What seeks it is fetched when it is needed.

import type { Challenge } from "altcha-lib/types";

/** What GET /proof.json says. */
export interface Asked {
  readonly asked: boolean;
  readonly challenge: Challenge;
}

const GOOD_FOR_MS = 500_000;

/** Proofs: sought beforehand where they are asked for, on demand where a report was refused. */
export class Prover {
  #ready: Promise<string | undefined> | undefined;
  #at = 0;

  /** Ask whether proofs are asked for, and begin; a page without an answer sends none. */
  async prepare(): Promise<void> {
    const asked = await this.#asked();
    if (asked?.asked) this.#begin(asked);
  }

  /** A proof that was prepared and is not too old, once; undefined where none was asked for. */
  async taken(): Promise<string | undefined> {
    const [ready, age] = [this.#ready, Date.now() - this.#at];
    this.#ready = undefined;
    return age < GOOD_FOR_MS ? ready : undefined;
  }

  /** A proof now, whether asked for or not; undefined where the server does not say about what. */
  async made(): Promise<string | undefined> {
    const asked = await this.#asked();
    if (asked === undefined) return undefined;
    this.#begin(asked);
    return this.taken();
  }

  #begin(asked: Asked): void {
    this.#at = Date.now();
    this.#ready = sought(asked.challenge);
  }

  async #asked(): Promise<Asked | undefined> {
    // A page that came over a line that anybody can read has no such arithmetic: it is a page without a script, as to this.
    if (!isSecureContext) return undefined;
    try {
      const response = await fetch("/proof.json", { signal: AbortSignal.timeout(5_000) });
      return response.ok ? ((await response.json()) as Asked) : undefined;
    } catch {
      return undefined;
    }
  }
}

async function sought(challenge: Challenge): Promise<string | undefined> {
  try {
    return await (await import("./solve.ts")).solve(challenge);
  } catch {
    return undefined; // the report goes without
  }
}

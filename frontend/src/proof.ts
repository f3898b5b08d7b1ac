// A proof of work: a number that took many tries to find. It is sought a few milliseconds at a time while the person
// reads, and shown only when reports are asked for one, or when one was refused because many come over one connection.

/** What GET /proof.json says. */
export interface Asked {
  readonly asked: boolean;
  readonly beat: string;
  readonly bits: number;
}

const SLICE_TRIES = 2_000;
const K = new Uint32Array(64);
const START = new Uint32Array(8);

// The constants of FIPS 180-4 are the first bits of the roots of the first primes.
for (let number = 2, found = 0; found < 64; number++) {
  let prime = true;
  for (let of = 2; of * of <= number; of++) if (number % of === 0) prime = false;
  if (!prime) continue;
  if (found < 8) START[found] = fraction(Math.sqrt(number));
  K[found++] = fraction(Math.cbrt(number));
}

function fraction(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32);
}

/** The first 32 bits of SHA-256 of `text`, which is ASCII. */
export function firstWord(text: string): number {
  const blocks = Math.ceil((text.length + 9) / 64);
  const state = START.slice();
  const words = new Uint32Array(64);
  for (let block = 0; block < blocks; block++) {
    words.fill(0, 0, 16);
    for (let at = 0; at < 64; at++) {
      const place = block * 64 + at;
      const byte = place < text.length ? text.charCodeAt(place) : place === text.length ? 0x80 : 0;
      words[at >> 2]! |= byte << (24 - 8 * (at & 3));
    }
    if (block === blocks - 1) words[15] = text.length * 8;
    compress(state, words);
  }
  return state[0]!;
}

function compress(state: Uint32Array, w: Uint32Array): void {
  for (let at = 16; at < 64; at++) {
    const [a, b] = [w[at - 15]!, w[at - 2]!];
    const s0 = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
    const s1 = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
    w[at] = w[at - 16]! + s0 + w[at - 7]! + s1;
  }
  let a = state[0]!, b = state[1]!, c = state[2]!, d = state[3]!;
  let e = state[4]!, f = state[5]!, g = state[6]!, h = state[7]!;
  for (let at = 0; at < 64; at++) {
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const one = (h + s1 + ((e & f) ^ (~e & g)) + K[at]! + w[at]!) | 0;
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0;
    d = c; c = b; b = a; a = (one + two) | 0;
  }
  for (const [at, word] of [a, b, c, d, e, f, g, h].entries()) state[at]! += word;
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** A proof for a report on `service`; `rest` is waited for between slices of the work. */
export async function solve(service: string, asked: Asked, nonce: string, rest: () => Promise<void>): Promise<string> {
  const before = `${service}:${asked.beat}:${nonce}:`;
  for (let number = 0; ; number++) {
    if (number % SLICE_TRIES === SLICE_TRIES - 1) await rest();
    if (firstWord(before + number) >>> (32 - asked.bits) === 0) return `${asked.beat}:${nonce}:${number}`;
  }
}

/** Proofs for one service: sought beforehand where they are asked for, on demand where a report was refused. */
export class Prover {
  readonly #service: string;
  #ready: Promise<string> | undefined;
  #at = 0;

  constructor(service: string) {
    this.#service = service;
  }

  /** Ask whether proofs are asked for, and begin; a page without an answer sends none. */
  async prepare(): Promise<void> {
    const asked = await this.#asked();
    if (asked?.asked) this.#begin(asked);
  }

  /** A proof that was prepared and is not too old, once; undefined where none was asked for. */
  async taken(): Promise<string | undefined> {
    const [ready, age] = [this.#ready, Date.now() - this.#at];
    this.#ready = undefined;
    return ready !== undefined && age < 500_000 ? ready : undefined;
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
    this.#ready = solve(this.#service, asked, freshNonce(), () => new Promise((resolve) => setTimeout(resolve)));
  }

  async #asked(): Promise<Asked | undefined> {
    try {
      const response = await fetch("/proof.json", { signal: AbortSignal.timeout(5_000) });
      return response.ok ? ((await response.json()) as Asked) : undefined;
    } catch {
      return undefined;
    }
  }
}

function freshNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// ALTCHA's work, by its library. Fetched only where a proof is wanted: while the intake is flooded, or after a refusal. The tries
// are the browser's own arithmetic, done beside the page, which stays as quick as it was.

import { solveChallenge } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import type { Challenge } from "altcha-lib/types";

/** Counters are numbers of 32 bits. Who begins in the last thousandth would run out of them. */
const STARTS = 2 ** 32 * 0.999;
const MS_MAX = 20_000;

/** A solution as ALTCHA's libraries send it, in base 64; undefined where none was found in time: the report then goes without. */
export async function solve(challenge: Challenge): Promise<string | undefined> {
  // Everybody has the same challenge, and each solution counts once: so each begins somewhere else.
  const counterStart = Math.floor((crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32) * STARTS);
  const found = await solveChallenge({ challenge, counterStart, deriveKey, timeout: MS_MAX });
  if (!found) return undefined;
  return btoa(JSON.stringify({ challenge, solution: { counter: found.counter, derivedKey: found.derivedKey } }));
}

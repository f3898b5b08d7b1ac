import assert from "node:assert/strict";
import { test } from "node:test";

import { createChallenge, verifySolution } from "altcha-lib";
import { deriveKey } from "altcha-lib/algorithms/web/pbkdf2";
import type { Payload } from "altcha-lib/types";

import { solve } from "./solve.ts";

const given = { algorithm: "PBKDF2/SHA-256", cost: 2, deriveKey, hmacSignatureSecret: "a secret", keyPrefix: "0" };

test("two who were given the same challenge find two solutions, and the library says that both hold", async () => {
  const challenge = await createChallenge(given);
  const proofs = await Promise.all([solve(challenge), solve(challenge)]);
  const shown = proofs.map((proof) => JSON.parse(atob(proof!)) as Payload);
  assert.notEqual(shown[0]!.solution.counter, shown[1]!.solution.counter);
  for (const { challenge: told, solution } of shown) {
    const verdict = await verifySolution({ ...given, challenge: told, solution });
    assert.ok(verdict.verified && solution.derivedKey.startsWith("0"));
  }
});

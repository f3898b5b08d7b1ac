import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { firstWord, solve } from "./proof.ts";

const rest = async (): Promise<void> => {};

test("the hash is SHA-256, whatever the length", () => {
  for (const length of [0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 200]) {
    const text = "x".repeat(length);
    assert.equal(firstWord(text) >>> 0, createHash("sha256").update(text).digest().readUInt32BE(0), `${length}`);
  }
});

test("a proof is about the service, the beat and a nonce, and as hard as was asked", async () => {
  const proof = await solve("instagram", { asked: true, beat: "beat", bits: 10 }, "nonce", rest);
  assert.match(proof, /^beat:nonce:\d+$/);
  const digest = createHash("sha256").update(`instagram:${proof}`).digest();
  assert.equal(digest.readUInt32BE(0) >>> 22, 0);
});

test("the work rests between slices, so that a page stays quick", async () => {
  let rests = 0;
  const often = async (): Promise<void> => void rests++;
  const proof = await solve("x", { asked: true, beat: "b", bits: 14 }, "n3", often);
  assert.equal(rests, Math.floor((Number(proof.split(":")[2]) + 1) / 2000));
});

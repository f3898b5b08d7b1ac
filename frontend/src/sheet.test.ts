import assert from "node:assert/strict";
import { test } from "node:test";

import { draws, labelled, next, viewOf } from "./sheet.ts";

const AREAS = [
  { code: "PT", level: 3, x: 10, y: 40 },
  { code: "US", level: 1, x: -80, y: 38 },
  { code: "JP", level: 0, x: 140, y: 36 },
];
const VIEWS = { europe: [0, 20, 40, 40], atlantic: [-100, 0, 140, 80] } as const;

function walk(from: string, ...keys: string[]): string {
  return keys.reduce((at, key) => next(AREAS, at, key)?.code ?? "nowhere", from);
}

test("down and up walk from the most unusual area to the least, and stop at the ends", () => {
  assert.equal(walk("PT", "ArrowDown"), "US");
  assert.equal(walk("PT", "ArrowDown", "ArrowDown", "ArrowDown"), "JP");
  assert.equal(walk("JP", "ArrowUp"), "US");
  assert.equal(walk("JP", "Home"), "PT");
  assert.equal(walk("PT", "End"), "JP");
});

test("left and right walk west and east", () => {
  assert.equal(walk("PT", "ArrowRight"), "JP");
  assert.equal(walk("PT", "ArrowLeft"), "US");
  assert.equal(walk("US", "ArrowLeft"), "US");
});

test("other keys are left to the page", () => {
  assert.equal(next(AREAS, "PT", "Tab"), undefined);
  assert.equal(next([], "", "ArrowDown"), undefined);
});

test("the map opens on the smallest part of the world that holds every shaded area", () => {
  assert.equal(viewOf(AREAS.slice(0, 1), VIEWS), "europe");
  assert.equal(viewOf(AREAS, VIEWS), "atlantic");
  assert.equal(viewOf([{ code: "NZ", level: 2, x: 170, y: -40 }], VIEWS), "world");
  assert.equal(viewOf(AREAS.slice(2), VIEWS), "world");
});

test("of labels that would meet the most unusual stays, and what is not shaded has none", () => {
  const near = { code: "ES", level: 3, x: 12, y: 41 };
  assert.deepEqual(labelled([...AREAS.slice(0, 1), near, ...AREAS.slice(1)], 20, 10, 9).map((area) => area.code), ["PT", "US"]);
  assert.equal(labelled(AREAS, 1, 1, 1).length, 1);
});

test("a sheet says of which of the table's areas it draws any, and whether all", () => {
  const sheet = { areas: { "GB-ENG": [0, 0, ""], "GB-SCT": [0, 0, ""] } as const };
  assert.deepEqual(draws(sheet, ["GB-ENG", "GB-SCT"]), { any: true, all: true });
  assert.deepEqual(draws(sheet, ["GB-ENG", "GB-LND"]), { any: true, all: false });
  assert.deepEqual(draws(sheet, ["GB-LND"]), { any: false, all: false });
});

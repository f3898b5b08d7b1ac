import assert from "node:assert/strict";
import { test } from "node:test";

import { backOff, newKey, reportBody, shownCount } from "./words.ts";

test("empty fields are left out of a report", () => {
  assert.deepEqual(reportBody("instagram", [["symptom", "app"], ["comment", ""], ["country", "ES"]]), {
    service: "instagram",
    symptom: "app",
    country: "ES",
  });
});

test("it works for me is a claim of its own and no symptom", () => {
  assert.deepEqual(reportBody("instagram", [["symptom", "works-for-me"]]), { service: "instagram", works: true });
});

test("the wait doubles up to five minutes and is never nothing", () => {
  assert.equal(backOff(0, 1), 3);
  assert.equal(backOff(1, 1), 6);
  assert.equal(backOff(99, 1), 300);
  assert.ok(backOff(0, 0) > 1);
});

test("a promised count holds for a moment and then gives way to the published one", () => {
  assert.equal(shownCount(4, 5, 1000, 999), 5);
  assert.equal(shownCount(9, 5, 1000, 999), 9);
  assert.equal(shownCount(4, 5, 1000, 1000), 4);
});

test("every report has a key of its own", () => {
  assert.notEqual(newKey(), newKey());
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { barAt, moved } from "./bars.ts";

test("a pointer finds the bar under it, also beyond the edges", () => {
  assert.equal(barAt(0, 96), 0);
  assert.equal(barAt(0.5, 96), 48);
  assert.equal(barAt(1, 96), 95);
  assert.equal(barAt(-0.2, 96), 0);
  assert.equal(barAt(1.3, 96), 95);
});

test("keys move the cursor by a bar, a page or to an end, and never off the chart", () => {
  assert.equal(moved("ArrowLeft", 95, 96), 94);
  assert.equal(moved("ArrowRight", 95, 96), 95);
  assert.equal(moved("PageDown", 95, 96), 83);
  assert.equal(moved("Home", 50, 96), 0);
  assert.equal(moved("End", 50, 96), 95);
  assert.equal(moved("Tab", 50, 96), undefined);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { preferred } from "./offer.ts";

test("of the languages that there are a reader likes the one that is named first, whatever the country", () => {
  const ours = ["en", "es", "ar"];
  assert.equal(preferred(["nl", "es-MX", "en"], ours), "es");
  assert.equal(preferred(["AR"], ours), "ar");
  assert.equal(preferred(["nl", "arn"], ours), undefined);
  assert.equal(preferred([], ours), undefined);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { kept } from "./draft.ts";

function answer(status: number, version: string | null): Parameters<typeof kept>[0] {
  return { status, headers: { get: (name) => (name === "x-draft" ? version : null) } };
}

test("a draft is kept where the desk says which version it is", () => {
  assert.equal(kept(answer(204, "3")), "3");
});

test("a page in its place says that somebody else has written meanwhile", () => {
  assert.equal(kept(answer(200, null)), "");
  assert.equal(kept(answer(503, "3")), "");
});

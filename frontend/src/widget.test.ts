import assert from "node:assert/strict";
import { test } from "node:test";

import { addressOf } from "./widget.ts";

const tag = (dataset: DOMStringMap) => ({ src: "https://outages.example/deep/widget.js?v=1", dataset });

test("the widget lies beside the script, in the language that is asked for", () => {
  assert.equal(addressOf(tag({ service: "instagram" })), "https://outages.example/deep/s/instagram/widget");
  assert.equal(addressOf(tag({ service: "instagram", language: "ar" })), "https://outages.example/deep/ar/s/instagram/widget");
  assert.equal(addressOf(tag({ service: "instagram", language: "en" })), "https://outages.example/deep/s/instagram/widget");
});

test("what is no slug asks for nothing", () => {
  for (const service of ["", "../x", "a b", "//evil.example"]) assert.equal(addressOf(tag({ service })), "");
  assert.equal(addressOf(tag({})), "");
});

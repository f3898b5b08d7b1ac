import assert from "node:assert/strict";
import { test } from "node:test";

import { signUp, wishes } from "./push.ts";

test("what a form says is what the API takes", () => {
  const form = new FormData();
  form.append("service", "instagram, whatsapp");
  form.append("category", "");
  form.append("country", "ES");
  form.append("severity_min", "3");
  form.append("quiet_from", "22:00");
  form.append("quiet_to", "07:00");
  form.append("urgent", "1");
  assert.deepEqual(wishes(form), {
    services: ["instagram", "whatsapp"],
    categories: [],
    countries: ["ES"],
    severity_min: 3,
    language: "en",
    digest: "none",
    time_zone: "UTC",
    urgent: true,
    quiet_from: "22:00",
    quiet_to: "07:00",
  });
});

test("half of the quiet hours is none", () => {
  const form = new FormData();
  form.append("quiet_from", "22:00");
  assert.ok(!("quiet_from" in wishes(form)));
});

test("on a receipt's page the browser is told when it is over, in the page's language", () => {
  const form = { dataset: { wish: "/api/v1/receipts/0123/wish" }, ownerDocument: { documentElement: { lang: "de" } } };
  assert.deepEqual(signUp(form as unknown as HTMLFormElement), [
    "/api/v1/receipts/0123/wish",
    { asks: true, language: "de" },
  ]);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { besideUtc, localTime } from "./times.ts";
import { backOff, faultWords, isLate, keyring, reportBody } from "./words.ts";

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

test("a report that is tried again keeps its key; another report, or the same after the first was taken, has its own", () => {
  const keys = keyring();
  const report = { service: "instagram", comment: "black screen" };
  const first = keys.of(report);
  assert.equal(keys.of({ ...report }), first);
  assert.notEqual(keys.of({ ...report, comment: "white screen" }), first);
  const second = keys.of(report);
  keys.spend();
  assert.notEqual(keys.of(report), second);
});

test("a copy is late when three of its rounds were missed, but not before five minutes", () => {
  const at = "2026-03-02T12:00:00Z";
  const after = (seconds: number): number => Date.parse(at) + seconds * 1000;
  assert.ok(!isLate({ at, every: 60 }, after(299)));
  assert.ok(isLate({ at, every: 60 }, after(301)));
  assert.ok(!isLate({ at, every: 600 }, after(1700)));
  assert.ok(isLate({ at, every: 600 }, after(1801)));
});

test("what is wrong is said in the page's own words where it has some for that kind", () => {
  const problem = { type: "/problems/flood", detail: "too many" };
  assert.equal(faultWords(problem, '{"flood": "Demasiados"}'), "Demasiados");
  assert.equal(faultWords(problem, '{"busy": "Ocupado"}'), "too many");
  assert.equal(faultWords({ title: "No" }), "No");
});

test("a reader is told the own time beside UTC, with the day only where it is another", () => {
  const at = new Date("2026-03-02T23:30Z");
  assert.equal(localTime(at, "en", "UTC"), undefined);
  assert.equal(localTime(at, "en", "America/New_York"), "18:30");
  assert.match(localTime(at, "es", "Europe/Madrid") ?? "", /3 de marzo.*00:30/);
});

test("what is said of a time in UTC has the reader's own behind it, and nothing where the clock shows the same", () => {
  const at = new Date("2026-03-02T20:15Z");
  const said = "From 20:15 UTC, 15 minutes: 7";
  assert.equal(besideUtc(said, at, "en", "{time} your time", "Europe/Madrid"), "From 20:15 UTC (21:15 your time), 15 minutes: 7");
  assert.equal(besideUtc(said, at, "en", "{time} your time", "UTC"), said);
});

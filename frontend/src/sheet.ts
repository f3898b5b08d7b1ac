// The parts of the map that touch no page: which area comes next, what to show, where names find room.

/** Left, top, width, height, in the units of the drawing. */
export type Box = readonly [number, number, number, number];

/** A drawing: [x, y, path] by code, (x, y) in the middle; no path where an island is too small for one. */
export interface Sheet {
  readonly box: Box;
  readonly areas: Readonly<Record<string, readonly [number, number, string]>>;
  readonly views: Readonly<Record<string, Box>>;
}

/** An area with reports, as its row of the table says. */
export interface Area {
  readonly code: string;
  readonly level: number;
  readonly x: number;
  readonly y: number;
}

/** The area that `key` leads to from `from`; `areas` are in the order of the table, the most unusual first. */
export function next<A extends Area>(areas: readonly A[], from: string, key: string): A | undefined {
  const ranked = key === "ArrowDown" || key === "ArrowUp" || key === "Home" || key === "End";
  const row = ranked ? [...areas] : [...areas].sort((one, other) => one.x - other.x || one.y - other.y);
  const at = row.findIndex((area) => area.code === from);
  if (key === "Home") return row[0];
  if (key === "End") return row.at(-1);
  if (key === "ArrowDown" || key === "ArrowRight") return row[Math.min(at + 1, row.length - 1)];
  if (key === "ArrowUp" || key === "ArrowLeft") return row[Math.max(at - 1, 0)];
  return undefined;
}

/** The name of the smallest view that holds every shaded area; the world where none is shaded or none holds all. */
export function viewOf(areas: readonly Area[], views: Readonly<Record<string, Box>>): string {
  const shaded = areas.filter((area) => area.level > 0);
  const fit = Object.entries(views).filter(([, box]) => shaded.every((area) => holds(box, area)));
  fit.sort(([, one], [, other]) => one[2] * one[3] - other[2] * other[3]);
  return shaded.length ? (fit[0]?.[0] ?? "world") : "world";
}

/** Whether `sheet` draws any of the areas of these codes, and whether it draws all. */
export function draws({ areas }: Pick<Sheet, "areas">, codes: readonly string[]): { any: boolean; all: boolean } {
  return { any: codes.some((code) => code in areas), all: codes.every((code) => code in areas) };
}

export function holds([left, top, width, height]: Box, { x, y }: { readonly x: number; readonly y: number }): boolean {
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

/** Of `areas`, the most unusual first, those whose labels of `width` by `height` around the middle meet none before. */
export function labelled<A extends Area>(areas: readonly A[], width: number, height: number, most: number): A[] {
  const kept: A[] = [];
  for (const area of areas) {
    if (kept.length >= most) break;
    if (area.level < 1) continue;
    if (kept.every((one) => Math.abs(one.x - area.x) >= width || Math.abs(one.y - area.y) >= height)) kept.push(area);
  }
  return kept;
}

// The parts of the chart that touch no page.

const PAGE_BARS = 12;

/** The bar under a pointer that stands at `part` (0 to 1) of the chart's width. */
export function barAt(part: number, bars: number): number {
  return Math.min(bars - 1, Math.max(0, Math.floor(part * bars)));
}

/** The bar to which `key` moves a cursor on bar `at`; undefined for a key that moves nothing. Time runs to the right. */
export function moved(key: string, at: number, bars: number): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageDown: -PAGE_BARS,
    PageUp: PAGE_BARS,
    Home: -bars,
    End: bars,
  };
  const step = steps[key];
  return step === undefined ? undefined : Math.min(bars - 1, Math.max(0, at + step));
}

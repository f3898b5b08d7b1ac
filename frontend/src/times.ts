// Times are UTC on the page, for it is the same for all; beside them stands the reader's own.

/** The reader's time at `at`, with the day where that is another than in UTC; undefined where the clock shows the same. */
export function localTime(at: Date, language: string, zone?: string): string | undefined {
  const form = (timeZone: string | undefined, parts: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(language, { ...parts, ...(timeZone ? { timeZone } : {}), numberingSystem: "latn" }).format(at);
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const day = { day: "numeric", month: "long" } as const;
  if (form(zone, clock) === form("UTC", clock)) return undefined;
  return form(zone, form(zone, day) === form("UTC", day) ? clock : { ...day, ...clock });
}

/** `told`, which says a time of day in UTC, with the reader's own at `at` behind it: `words` has "{time}" where it goes. */
export function besideUtc(told: string, at: Date, language: string, words?: string, zone?: string): string {
  const here = words && localTime(at, language, zone);
  return here ? told.replace("UTC", `UTC (${words.replace("{time}", here)})`) : told;
}

/** Put the reader's time beside each time in `root`: `words` has "{time}" where it goes. */
export function tellLocalTimes(root: HTMLElement, words?: string): void {
  if (!words) return;
  for (const element of root.querySelectorAll<HTMLTimeElement>("time[datetime]")) {
    const at = new Date(element.dateTime);
    if (element.dataset["told"] || Number.isNaN(at.getTime())) continue;
    element.dataset["told"] = "yes";
    const here = localTime(at, document.documentElement.lang);
    if (here) element.append(` (${words.replace("{time}", here)})`);
  }
}

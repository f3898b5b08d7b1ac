// The map is asked for when it comes into view, and not before: whoever reads the first sentence pays nothing for it.

/** Wait until the map of `section` is seen. Call what it returns when the rows of its table have changed. */
export function watchMap(section: HTMLElement): () => void {
  const frame = section.querySelector<HTMLElement>("[data-map]");
  let changed: (() => void) | undefined;
  if (frame) {
    const watch = new IntersectionObserver((seen) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      import("./map.ts").then(
        ({ drawMap }) => (changed = drawMap(section, frame)),
        () => {
          const told = frame.querySelector("p[data-told]");
          if (told) told.textContent = frame.dataset["fault"] ?? "";
        },
      );
    });
    watch.observe(frame);
  }
  return () => {
    section.hidden = !section.querySelector("[data-area]");
    changed?.();
  };
}

/** Longest bar on the screen, CSS px. */
const BAR_MAX_PX = 160;

export interface ScaleBar {
  /** What it stands for, in the unit asked with. */
  readonly length: number;
  readonly widthPx: number;
}

/** The largest of 1, 2 and 5 times a power of ten that is not above `most`. */
export function roundStep(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  // A hair of tolerance: 5 · 10⁻³ as a quotient may come out a little below itself.
  const factor = [5, 2, 1].find((step) => step * power <= most * (1 + 1e-9)) ?? 1;
  return Number((factor * power).toPrecision(3));
}

/** @param pxPerUnit CSS pixels of one µm, or of whatever the bar is to be labelled in */
export function scaleBar(pxPerUnit: number, maxPx: number = BAR_MAX_PX): ScaleBar {
  const length = roundStep(maxPx / pxPerUnit);
  return { length, widthPx: length * pxPerUnit };
}

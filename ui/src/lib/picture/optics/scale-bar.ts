/** Maximum length of the bar, CSS px. */
const BAR_MAX_PX = 160;

export interface ScaleBar {
  /** Length it represents, in the unit of `pxPerUnit`. */
  readonly length: number;
  readonly widthPx: number;
}

/** The largest of 1, 2 and 5 times a power of ten that does not exceed `most`. */
export function roundStep(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  // Rounding tolerance: a quotient such as 5 · 10⁻³ may be slightly too small.
  const factor = [5, 2, 1].find((step) => step * power <= most * (1 + 1e-9)) ?? 1;
  return Number((factor * power).toPrecision(3));
}

/** @param pxPerUnit CSS pixels per µm, or per other unit of the label */
export function scaleBar(pxPerUnit: number, maxPx: number = BAR_MAX_PX): ScaleBar {
  const length = roundStep(maxPx / pxPerUnit);
  return { length, widthPx: length * pxPerUnit };
}

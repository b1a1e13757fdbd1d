import type { Roi, RoiFeature } from '@eyepiece/shared-types';

type Limits = Pick<RoiFeature, 'minWidth' | 'minHeight' | 'maxWidth' | 'maxHeight' | 'step'>;

export function fullRoi(limits: Limits): Roi {
  return { left: 0, top: 0, width: limits.maxWidth, height: limits.maxHeight };
}

function toStep(value: number, step: number): number {
  return Math.floor(value / step) * step;
}

/** The same size, centred on the sensor; from the full frame, half its size. */
export function centredRoi(roi: Roi, limits: Limits): Roi {
  const full = roi.width >= limits.maxWidth && roi.height >= limits.maxHeight;
  const width = full ? Math.max(limits.minWidth, toStep(limits.maxWidth / 2, limits.step)) : roi.width;
  const height = full ? Math.max(limits.minHeight, toStep(limits.maxHeight / 2, limits.step)) : roi.height;
  return {
    left: toStep((limits.maxWidth - width) / 2, limits.step),
    top: toStep((limits.maxHeight - height) / 2, limits.step),
    width,
    height,
  };
}

/** A region of this share of both sides, or the largest square, in the middle of the sensor. */
export function presetRoi(share: number | 'square', limits: Limits): Roi {
  const { minWidth, minHeight, maxWidth, maxHeight, step } = limits;
  const side = Math.min(maxWidth, maxHeight);
  const [width, height] = share === 'square' ? [side, side] : [maxWidth * share, maxHeight * share];
  return centredRoi(
    { left: 0, top: 0, width: sized(width, minWidth, maxWidth, step), height: sized(height, minHeight, maxHeight, step) },
    limits,
  );
}

/** The largest multiple of the step, within the limits. */
function sized(length: number, least: number, most: number, step: number): number {
  return Math.min(most, Math.max(least, toStep(length, step)));
}

/** The region that the camera can read which covers a drawn one best: whole steps, within its limits and the sensor. */
export function fittedRoi({ left, top, width, height }: Roi, { minWidth, minHeight, maxWidth, maxHeight, step }: Limits): Roi {
  const along = (start: number, length: number, least: number, most: number): [number, number] => {
    const size = sized(Math.round(length / step) * step, least, most, step);
    const last = toStep(most - size, step);
    return [Math.min(last, Math.max(0, Math.round(start / step) * step)), size];
  };
  const [x, fittedWidth] = along(left, width, minWidth, maxWidth);
  const [y, fittedHeight] = along(top, height, minHeight, maxHeight);
  return { left: x, top: y, width: fittedWidth, height: fittedHeight };
}

/** Message for the first violated limit; null when the region is valid. */
export function roiFault(roi: Roi, limits: Limits): string | null {
  if (Object.values(roi).some((value) => !Number.isInteger(value) || value < 0)) return 'A region takes whole numbers from 0';
  if (roi.width < limits.minWidth || roi.width > limits.maxWidth)
    return `Width ${roi.width} px is outside ${limits.minWidth} to ${limits.maxWidth} px`;
  if (roi.height < limits.minHeight || roi.height > limits.maxHeight)
    return `Height ${roi.height} px is outside ${limits.minHeight} to ${limits.maxHeight} px`;
  if (roi.left + roi.width > limits.maxWidth) return `x ${roi.left} + width ${roi.width} px passes the sensor's ${limits.maxWidth} px`;
  if (roi.top + roi.height > limits.maxHeight) return `y ${roi.top} + height ${roi.height} px passes the sensor's ${limits.maxHeight} px`;
  return null;
}

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

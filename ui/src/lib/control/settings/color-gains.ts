import type { Feature, VectorFeature } from '@eyepiece/shared-types';

export const COLORS = ['red', 'green', 'blue'] as const;

/** The gains of the camera, if it has one for each colour that can be set. */
export function gainsOf(feature: Feature | undefined): VectorFeature | null {
  if (feature?.kind !== 'vector' || feature.readOnly) return null;
  return COLORS.every((color) => feature.components.some(({ name }) => name === color)) ? feature : null;
}

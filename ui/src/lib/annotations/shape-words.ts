import type { AnnotationRevision, AnnotationShape } from '@eyepiece/shared-types';
import { measureText } from '../picture/optics/measurement.ts';
import type { PictureScale } from '../picture/optics/picture-scale.ts';
import type { AnnotationKind } from './shape-draft.ts';

export const KIND_WORDS: Record<AnnotationKind, string> = {
  arrow: 'Arrow',
  measure: 'Length',
  rectangle: 'Rectangle',
  ellipse: 'Ellipse',
  freehand: 'Stroke',
  text: 'Text',
};

/**
 * Text shown at a shape: of a measure its length, then its text. Empty when there is none.
 * @param shape in pixels of the picture
 */
export function shapeWords(shape: AnnotationShape, scale: PictureScale | null): string {
  const text = shape.text ?? '';
  if (shape.kind !== 'measure') return text;
  const length = measureText({ kind: 'distance', points: [shape.from, shape.to] }, scale) ?? '';
  return text === '' ? length : `${length} · ${text}`;
}

/** What one revision changed, for use after a name: "moved it", "wrote “edge”". */
export function revisionWords(now: AnnotationRevision, before: AnnotationRevision | undefined): string {
  if (now.deleted) return 'removed it';
  if (!before) return now.shape.text ? `drew it: “${now.shape.text}”` : 'drew it';
  if (before.deleted) return 'restored it';
  if (now.shape.text !== before.shape.text) return now.shape.text ? `wrote “${now.shape.text}”` : 'removed its text';
  return 'moved it';
}

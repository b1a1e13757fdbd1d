import type { AnnotationRevision } from '@eyepiece/shared-types';

/** What was done to an annotation in one step, after a name: "moved it", "wrote “edge”". */
export function revisionWords(now: AnnotationRevision, before: AnnotationRevision | undefined): string {
  if (now.deleted) return 'removed it';
  if (!before) return now.shape.text ? `drew it: “${now.shape.text}”` : 'drew it';
  if (before.deleted) return 'brought it back';
  if (now.shape.text !== before.shape.text) return now.shape.text ? `wrote “${now.shape.text}”` : 'took its text off';
  return 'moved it';
}

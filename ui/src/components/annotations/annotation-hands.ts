import type { Annotation } from '@eyepiece/shared-types';

/** What a shape on the picture tells its layer of. */
export interface AnnotationHands {
  readonly take: (event: PointerEvent & { currentTarget: Element }, annotation: Annotation) => void;
  readonly keyed: (event: KeyboardEvent, annotation: Annotation) => void;
  readonly keyUp: () => void;
  readonly focused: (annotation: Annotation) => void;
  readonly hovered: (annotation: Annotation | null) => void;
  readonly write: (annotation: Annotation) => void;
}

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

/** The listeners of a shape, or of the words that stand for it. */
export function handEvents(hands: AnnotationHands, annotation: Annotation) {
  return {
    onpointerdowncapture: (event: PointerEvent & { currentTarget: Element }) => hands.take(event, annotation),
    onpointerenter: () => hands.hovered(annotation),
    onpointerleave: () => hands.hovered(null),
    ondblclickcapture: (event: MouseEvent) => {
      event.stopPropagation();
      hands.write(annotation);
    },
    onkeydowncapture: (event: KeyboardEvent) => hands.keyed(event, annotation),
    onkeyup: hands.keyUp,
    onfocus: () => hands.focused(annotation),
    onblur: hands.keyUp,
  };
}

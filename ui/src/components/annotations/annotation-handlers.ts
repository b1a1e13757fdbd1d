import type { Annotation } from '@eyepiece/shared-types';

/** Callbacks of a shape to its layer. */
export interface AnnotationHandlers {
  readonly take: (event: PointerEvent & { currentTarget: Element }, annotation: Annotation) => void;
  readonly keyed: (event: KeyboardEvent, annotation: Annotation) => void;
  readonly keyUp: () => void;
  readonly focused: (annotation: Annotation) => void;
  readonly hovered: (annotation: Annotation | null) => void;
  readonly write: (annotation: Annotation) => void;
}

/** Event listeners of a shape, or of the text in its place. */
export function handlerEvents(handlers: AnnotationHandlers, annotation: Annotation) {
  return {
    onpointerdowncapture: (event: PointerEvent & { currentTarget: Element }) => handlers.take(event, annotation),
    onpointerenter: () => handlers.hovered(annotation),
    onpointerleave: () => handlers.hovered(null),
    ondblclickcapture: (event: MouseEvent) => {
      event.stopPropagation();
      handlers.write(annotation);
    },
    onkeydowncapture: (event: KeyboardEvent) => handlers.keyed(event, annotation),
    onkeyup: handlers.keyUp,
    onfocus: () => handlers.focused(annotation),
    onblur: handlers.keyUp,
  };
}

/**
 * Takes a press for a drawing tool. The middle button, the wheel and two fingers still move the picture.
 * @returns whether it is a press of the left button or of the first finger
 */
export function takePress(event: PointerEvent & { currentTarget: Element }): boolean {
  if (event.button !== 0 || !event.isPrimary) return false;
  // Stopped on the layer, because Svelte dispatches delegated events after the listeners of the stage below.
  event.stopPropagation();
  event.currentTarget.setPointerCapture(event.pointerId);
  return true;
}

/** Attach to a button: a click with a pointer leaves no focus behind that a later Space or Enter would press. */
export function blurAfterPointer(element: HTMLElement): () => void {
  const clicked = (event: MouseEvent): void => {
    if (event.detail > 0) element.blur();
  };
  element.addEventListener('click', clicked);
  return () => element.removeEventListener('click', clicked);
}

/** Attach to a button: removes the focus after a pointer click, so that a later Space or Enter does not press it. */
export function blurAfterPointer(element: HTMLElement): () => void {
  const clicked = (event: MouseEvent): void => {
    if (event.detail > 0) element.blur();
  };
  element.addEventListener('click', clicked);
  return () => element.removeEventListener('click', clicked);
}

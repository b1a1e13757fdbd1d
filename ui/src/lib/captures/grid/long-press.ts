const HELD_MS = 450;
const MOVED_PX = 10;

/** Attach to an element: calls `held` after a long press and suppresses the click that follows. */
export function longPress(held: () => void): (element: HTMLElement) => () => void {
  return (element) => {
    const listening = new AbortController();
    const { signal } = listening;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let from = { x: 0, y: 0 };
    let done = false;
    const end = (): void => clearTimeout(timer);
    const down = (event: PointerEvent): void => {
      done = false;
      if (event.pointerType !== 'touch') return;
      from = { x: event.clientX, y: event.clientY };
      timer = setTimeout(() => {
        done = true;
        held();
      }, HELD_MS);
    };
    const move = (event: PointerEvent): void => {
      if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > MOVED_PX) end();
    };
    const swallow = (event: Event): void => {
      if (!done) return;
      event.preventDefault();
      event.stopPropagation();
    };
    element.addEventListener('pointerdown', down, { signal });
    element.addEventListener('pointermove', move, { signal });
    for (const name of ['pointerup', 'pointercancel'] as const) element.addEventListener(name, end, { signal });
    for (const name of ['click', 'contextmenu'] as const) element.addEventListener(name, swallow, { signal, capture: true });
    return () => {
      end();
      listening.abort();
    };
  };
}

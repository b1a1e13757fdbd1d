const SWIPED_PX = 56;
/** Minimum ratio of horizontal to vertical distance. */
const STRAIGHT = 1.8;

export interface Swipe {
  /** -1: to the right, to the previous one; 1: to the left. */
  readonly swiped: (step: 1 | -1) => void;
  /** Whether a swipe is allowed now; otherwise the gesture pans the picture. */
  readonly may: () => boolean;
}

/** Attach to the element that can be swiped. */
export function swipe({ swiped, may }: Swipe): (element: HTMLElement) => () => void {
  return (element) => {
    const listening = new AbortController();
    const { signal } = listening;
    let from: { id: number; x: number; y: number } | null = null;
    let fingers = 0;
    const down = (event: PointerEvent): void => {
      if (event.pointerType !== 'touch') return;
      fingers += 1;
      from = fingers === 1 && may() ? { id: event.pointerId, x: event.clientX, y: event.clientY } : null;
    };
    const up = (event: PointerEvent): void => {
      if (event.pointerType !== 'touch') return;
      fingers = Math.max(0, fingers - 1);
      if (from?.id !== event.pointerId) return;
      const [along, across] = [event.clientX - from.x, event.clientY - from.y];
      from = null;
      if (Math.abs(along) >= SWIPED_PX && Math.abs(along) > STRAIGHT * Math.abs(across)) swiped(along < 0 ? 1 : -1);
    };
    const cancelled = (): void => {
      fingers = 0;
      from = null;
    };
    element.addEventListener('pointerdown', down, { signal });
    element.addEventListener('pointerup', up, { signal });
    element.addEventListener('pointercancel', cancelled, { signal });
    return () => listening.abort();
  };
}

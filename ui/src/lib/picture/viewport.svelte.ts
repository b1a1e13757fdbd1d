import {
  clampMatrix,
  fillMatrix,
  fitMatrix,
  panBy,
  toPicture,
  zoomAt,
  type Extent,
  type Point,
  type ViewMatrix,
} from './viewport-matrix.ts';

export type ZoomMode = 'fit' | 'fill' | 'free';

const DRAG_THRESHOLD_PX = 3;
const WHEEL_LINE_PX = 18;
const KEY_PAN_PX = 60;

/** Zoom and pan of one picture in one box, with their pointer and key handlers. */
export class Viewport {
  mode = $state<ZoomMode>('fit');
  box = $state.raw<Extent>({ width: 1, height: 1 });
  picture = $state.raw<Extent | null>(null);
  cursor = $state.raw<Point | null>(null);
  dragging = $state(false);
  #free = $state.raw<ViewMatrix>({ scale: 1, x: 0, y: 0 });
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is rendered from it
  readonly #pointers = new Map<number, Point>();

  readonly matrix = $derived.by<ViewMatrix>(() => {
    const picture = this.picture;
    if (!picture) return { scale: 1, x: 0, y: 0 };
    if (this.mode === 'fit') return fitMatrix(picture, this.box);
    return this.mode === 'fill' ? fillMatrix(picture, this.box) : clampMatrix(this.#free, picture, this.box);
  });

  /** Picture pixel under the cursor, integers; null outside. */
  readonly pointed = $derived.by<Point | null>(() => {
    if (!this.cursor || !this.picture) return null;
    const { x, y } = toPicture(this.matrix, this.cursor);
    const inside = x >= 0 && y >= 0 && x < this.picture.width && y < this.picture.height;
    return inside ? { x: Math.floor(x), y: Math.floor(y) } : null;
  });

  /** Device pixels per picture pixel, %. */
  readonly percent = $derived(this.matrix.scale * pixelRatio() * 100);
  readonly oneToOne = $derived(this.mode === 'free' && Math.abs(this.percent - 100) < 0.01);

  setPicture(picture: Extent): void {
    if (this.picture?.width !== picture.width || this.picture.height !== picture.height) this.picture = picture;
  }

  fit(): void {
    this.mode = this.mode === 'fit' ? 'fill' : 'fit';
  }

  showOneToOne(at: Point = this.#middle()): void {
    this.zoomBy(1 / (this.matrix.scale * pixelRatio()), at);
  }

  zoomBy(factor: number, at: Point = this.#middle()): void {
    if (!this.picture) return;
    this.#free = zoomAt(this.matrix, factor, at, this.picture, this.box);
    this.mode = 'free';
  }

  pan(by: Point): void {
    if (!this.picture) return;
    this.#free = panBy(this.matrix, by, this.picture, this.box);
    this.mode = 'free';
  }

  #middle(): Point {
    return { x: this.box.width / 2, y: this.box.height / 2 };
  }

  /** Attach to the element that shows the picture. */
  readonly attach = (element: HTMLElement): (() => void) => {
    const listening = new AbortController();
    const { signal } = listening;
    const resized = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) this.box = { width: entry.contentRect.width, height: entry.contentRect.height };
    });
    resized.observe(element);
    element.addEventListener('wheel', (event) => this.#wheel(event, element), { signal, passive: false });
    element.addEventListener('pointerdown', (event) => this.#down(event, element), { signal });
    element.addEventListener('pointermove', (event) => this.#move(event, element), { signal });
    for (const name of ['pointerup', 'pointercancel', 'lostpointercapture'] as const)
      element.addEventListener(name, (event) => this.#up(event), { signal });
    element.addEventListener('pointerleave', () => (this.cursor = null), { signal });
    element.addEventListener('dblclick', (event) => !isOnControl(event) && this.#doubleClick(placeIn(element, event)), { signal });
    element.addEventListener('keydown', (event) => this.#key(event), { signal });
    return () => {
      resized.disconnect();
      listening.abort();
    };
  };

  #wheel(event: WheelEvent, element: HTMLElement): void {
    event.preventDefault();
    const deltaPx = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * WHEEL_LINE_PX : event.deltaY;
    // A trackpad pinch arrives as a wheel event with Ctrl and small steps.
    const perPx = event.ctrlKey ? 0.01 : 0.0018;
    this.zoomBy(Math.exp(-deltaPx * perPx), placeIn(element, event));
  }

  #down(event: PointerEvent, element: HTMLElement): void {
    if ((event.button !== 0 && event.button !== 1) || isOnControl(event)) return;
    this.#pointers.set(event.pointerId, placeIn(element, event));
  }

  #move(event: PointerEvent, element: HTMLElement): void {
    const now = placeIn(element, event);
    if (event.pointerType === 'mouse' || event.pointerType === 'pen') this.cursor = now;
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    if (event.buttons === 0) {
      // The button was released outside the window before the drag had captured the pointer.
      this.#up(event);
      return;
    }
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    const moved = { x: now.x - before.x, y: now.y - before.y };
    if (!other && !this.dragging && Math.hypot(moved.x, moved.y) < DRAG_THRESHOLD_PX) return;
    if (!element.hasPointerCapture(event.pointerId)) element.setPointerCapture(event.pointerId);
    this.dragging = true;
    this.#pointers.set(event.pointerId, now);
    if (other) this.#pinch(before, now, other);
    else this.pan(moved);
  }

  #pinch(before: Point, now: Point, other: Point): void {
    const distance = (point: Point): number => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
    this.pan({ x: (now.x - before.x) / 2, y: (now.y - before.y) / 2 });
    this.zoomBy(distance(now) / distance(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  }

  #up(event: PointerEvent): void {
    this.#pointers.delete(event.pointerId);
    if (this.#pointers.size === 0) this.dragging = false;
  }

  #doubleClick(at: Point): void {
    if (this.mode === 'free') this.mode = 'fit';
    else this.showOneToOne(at);
  }

  #key(event: KeyboardEvent): void {
    const pans: Record<string, Point> = {
      ArrowLeft: { x: KEY_PAN_PX, y: 0 },
      ArrowRight: { x: -KEY_PAN_PX, y: 0 },
      ArrowUp: { x: 0, y: KEY_PAN_PX },
      ArrowDown: { x: 0, y: -KEY_PAN_PX },
    };
    const by = pans[event.key];
    if (by && this.mode === 'free') this.pan(by);
    else if (event.key === '+' || event.key === '=') this.zoomBy(1.25);
    else if (event.key === '-') this.zoomBy(0.8);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function placeIn(element: HTMLElement, event: MouseEvent): Point {
  const box = element.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

function pixelRatio(): number {
  return typeof devicePixelRatio === 'number' ? devicePixelRatio : 1;
}

/** Cards and toolbars over the picture keep their presses. */
function isOnControl({ target }: Event): boolean {
  return typeof (target as Element | null)?.closest === 'function' && (target as Element).closest('.on-picture') !== null;
}

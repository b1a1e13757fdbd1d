import type { Extent, Point } from '../viewport-matrix.ts';
import { areaBetween, handlePoint, HANDLES, middleArea, movedArea, resizedArea, steeredArea, type Area, type Handle } from './area.ts';
import type { SteeringKey } from '../optics/steered-point.ts';
import type { AreaTool } from './placed-tools.svelte.ts';

/** A handle is grabbed from this distance, CSS px. */
const GRABBED_WITHIN_PX = 12;
/** A shorter drag is a click, which draws nothing, CSS px. */
const DRAWN_FROM_PX = 4;

type Drag =
  | { readonly kind: 'draw'; readonly from: Point }
  | { readonly kind: 'move'; readonly from: Point; readonly area: Area }
  | { readonly kind: 'resize'; readonly from: Point; readonly area: Area; readonly handle: Handle };

/** Draws, moves and resizes the rectangle of a tool by pointer and keyboard. */
export class AreaPointer {
  readonly #tool: AreaTool;
  #drag: Drag | null = null;

  constructor(tool: AreaTool) {
    this.#tool = tool;
  }

  /** @param scale CSS pixels per picture pixel */
  press(at: Point, scale: number): void {
    const area = this.#tool.placed;
    const handle = area && handleAt(area, at, scale);
    if (area && handle) this.#drag = { kind: 'resize', from: at, area, handle };
    else if (area && contains(area, at)) this.#drag = { kind: 'move', from: at, area };
    else this.#drag = { kind: 'draw', from: at };
  }

  drag(at: Point, scale: number, picture: Extent): void {
    const drag = this.#drag;
    if (!drag) return;
    const by = { x: at.x - drag.from.x, y: at.y - drag.from.y };
    if (drag.kind === 'move') this.#tool.place(movedArea(drag.area, by, picture));
    else if (drag.kind === 'resize') this.#tool.place(resizedArea(drag.area, drag.handle, by, picture));
    else if (Math.hypot(by.x, by.y) * scale >= DRAWN_FROM_PX) this.#tool.place(areaBetween(drag.from, at, picture));
  }

  release(): void {
    this.#drag = null;
  }

  /** @returns whether the key moved, resized or drew the area */
  steer(key: SteeringKey & Pick<KeyboardEvent, 'ctrlKey' | 'altKey'>, scale: number, picture: Extent): boolean {
    const from = this.#tool.placed ?? middleArea(picture);
    const to = steeredArea(from, key, scale, picture);
    if (to) this.#tool.place(this.#tool.placed ? to : from);
    return to !== null;
  }
}

function handleAt(area: Area, at: Point, scale: number): Handle | null {
  const distance = (handle: Handle): number => {
    const { x, y } = handlePoint(area, handle);
    return Math.hypot(x - at.x, y - at.y) * scale;
  };
  const [nearest] = HANDLES.toSorted((one, other) => distance(one) - distance(other));
  return nearest && distance(nearest) <= GRABBED_WITHIN_PX ? nearest : null;
}

function contains({ left, top, width, height }: Area, { x, y }: Point): boolean {
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

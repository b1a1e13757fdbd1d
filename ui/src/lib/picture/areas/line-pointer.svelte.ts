import type { ProfileLine } from '@eyepiece/shared-types';
import { steeredPoint, type SteeringKey } from '../optics/steered-point.ts';
import type { Extent, Point } from '../viewport-matrix.ts';
import type { LineTool } from './placed-tools.svelte.ts';

/** An end is grabbed from this distance, CSS px. */
const GRABBED_WITHIN_PX = 14;
const DRAWN_FROM_PX = 4;

type End = 'start' | 'end';
type Drag =
  { readonly kind: 'end'; readonly end: End } | { readonly kind: 'draw' | 'move'; readonly from: Point; readonly line: ProfileLine | null };

/** Draws the line of a tool and moves its ends by pointer and keyboard. */
export class LinePointer {
  /** The end that the arrow keys move. */
  steered = $state<End>('end');
  readonly #tool: LineTool;
  #drag: Drag | null = null;

  constructor(tool: LineTool) {
    this.#tool = tool;
  }

  /** @param scale CSS pixels per picture pixel */
  press(at: Point, scale: number): void {
    const line = this.#tool.placed;
    const near = (x: number, y: number): boolean => Math.hypot(x + 0.5 - at.x, y + 0.5 - at.y) * scale <= GRABBED_WITHIN_PX;
    if (line && near(line.x2, line.y2)) this.#drag = { kind: 'end', end: 'end' };
    else if (line && near(line.x1, line.y1)) this.#drag = { kind: 'end', end: 'start' };
    else if (line && distanceToLine(line, at) * scale <= GRABBED_WITHIN_PX) this.#drag = { kind: 'move', from: at, line };
    else this.#drag = { kind: 'draw', from: at, line: null };
  }

  drag(at: Point, scale: number, picture: Extent): void {
    const drag = this.#drag;
    if (!drag) return;
    if (drag.kind === 'end') this.#moveEnd(drag.end, at, picture);
    else if (drag.line) this.#tool.place(movedLine(drag.line, { x: at.x - drag.from.x, y: at.y - drag.from.y }, picture));
    else if (Math.hypot(at.x - drag.from.x, at.y - drag.from.y) * scale >= DRAWN_FROM_PX) {
      const [from, to] = [pixelAt(drag.from, picture), pixelAt(at, picture)];
      this.#tool.place({ x1: from.x, y1: from.y, x2: to.x, y2: to.y });
    }
  }

  release(): void {
    this.#drag = null;
  }

  /** Arrow keys move one end; Enter changes which. @returns whether the key did something */
  steer(key: SteeringKey, scale: number, picture: Extent): boolean {
    if (key.key === 'Enter') {
      if (this.#tool.placed) this.steered = this.steered === 'end' ? 'start' : 'end';
      else this.#tool.place(middleLine(picture));
      return true;
    }
    const line = this.#tool.placed ?? middleLine(picture);
    const from = this.steered === 'end' ? { x: line.x2, y: line.y2 } : { x: line.x1, y: line.y1 };
    const to = steeredPoint({ x: from.x + 0.5, y: from.y + 0.5 }, key, Math.min(scale, 1), picture);
    if (!to) return false;
    this.#tool.place(line);
    this.#moveEnd(this.steered, to, picture);
    return true;
  }

  #moveEnd(end: End, at: Point, picture: Extent): void {
    const line = this.#tool.placed;
    if (!line) return;
    const { x, y } = pixelAt(at, picture);
    this.#tool.place(end === 'end' ? { ...line, x2: x, y2: y } : { ...line, x1: x, y1: y });
  }
}

function pixelAt({ x, y }: Point, { width, height }: Extent): Point {
  return { x: Math.min(width - 1, Math.max(0, Math.floor(x))), y: Math.min(height - 1, Math.max(0, Math.floor(y))) };
}

function middleLine({ width, height }: Extent): ProfileLine {
  const y = Math.floor(height / 2);
  return { x1: Math.floor(width / 4), y1: y, x2: Math.floor((width * 3) / 4), y2: y };
}

/** Moved as a whole; stops at the edges of the picture. */
function movedLine({ x1, y1, x2, y2 }: ProfileLine, by: Point, { width, height }: Extent): ProfileLine {
  const within = (step: number, one: number, other: number, length: number): number =>
    Math.min(length - 1 - Math.max(one, other), Math.max(-Math.min(one, other), Math.round(step)));
  const [dx, dy] = [within(by.x, x1, x2, width), within(by.y, y1, y2, height)];
  return { x1: x1 + dx, y1: y1 + dy, x2: x2 + dx, y2: y2 + dy };
}

function distanceToLine({ x1, y1, x2, y2 }: ProfileLine, { x, y }: Point): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const share = Math.min(1, Math.max(0, ((x - 0.5 - x1) * dx + (y - 0.5 - y1) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x1 + share * dx + 0.5 - x, y1 + share * dy + 0.5 - y);
}

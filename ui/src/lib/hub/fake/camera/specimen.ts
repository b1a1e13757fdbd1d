import type { CameraSettings } from '@eyepiece/shared-types';

type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

/** A small seeded generator (mulberry32), so that every tab shows the same specimen. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Cell {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly angle: number;
  readonly hue: number;
}

const FIELD = { sidePx: 2400, cells: 900 };

function makeCells(): Cell[] {
  const next = random(12);
  return Array.from({ length: FIELD.cells }, () => ({
    x: next() * FIELD.sidePx,
    y: next() * FIELD.sidePx,
    radius: 18 + next() * 34,
    angle: next() * Math.PI,
    hue: next() < 0.7 ? 18 + next() * 18 : 230 + next() * 20,
  }));
}

/** Paints a stained section, for development without a hub. */
export class Specimen {
  readonly #cells = makeCells();

  paint(context: Context, width: number, height: number, timeS: number, settings: Pick<CameraSettings, 'exposure' | 'gain'>): void {
    const offsetX = 300 + Math.sin(timeS / 9) * 120;
    const offsetY = 260 + Math.cos(timeS / 11) * 90;
    context.globalCompositeOperation = 'source-over';
    context.fillStyle = '#e6e0da';
    context.fillRect(0, 0, width, height);
    for (const cell of this.#cells) this.#paintCell(context, cell, cell.x - offsetX, cell.y - offsetY);
    this.#expose(context, width, height, (settings.exposure / 20) * 10 ** (settings.gain / 20));
  }

  #paintCell(context: Context, cell: Cell, x: number, y: number): void {
    const nucleus = cell.hue > 100;
    context.fillStyle = nucleus ? `hsl(${cell.hue} 40% 55% / 75%)` : `hsl(${cell.hue} 55% 42% / 42%)`;
    context.beginPath();
    context.ellipse(x, y, cell.radius * (nucleus ? 0.55 : 1.5), cell.radius * (nucleus ? 0.4 : 0.8), cell.angle, 0, Math.PI * 2);
    context.fill();
  }

  /** Scales the brightness, as an exposure would. */
  #expose(context: Context, width: number, height: number, factor: number): void {
    const bright = factor > 1;
    context.globalCompositeOperation = bright ? 'color-dodge' : 'multiply';
    const level = Math.round(255 * Math.min(1, bright ? 1 - 1 / factor : factor));
    context.fillStyle = `rgb(${level} ${level} ${level})`;
    context.fillRect(0, 0, width, height);
    context.globalCompositeOperation = 'source-over';
  }
}

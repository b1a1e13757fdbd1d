import type { DisplaySettings } from './display-settings.ts';

export type Canvas = OffscreenCanvas | HTMLCanvasElement;
/** A plain picture. */
export type DisplaySource = ImageBitmap | VideoFrame | Canvas;

export interface RenderOrder {
  readonly source: DisplaySource;
  /** Size of the plain picture. */
  readonly width: number;
  readonly height: number;
  /** The result has this part of width and height: 1, 1/2, 1/4 … */
  readonly scale: number;
  /** Pixels of the result per pixel of the full picture. Lengths of filters are in pixels of the full picture. */
  readonly pixelRatio: number;
  readonly settings: DisplaySettings;
}

export const ENGINE_NAMES = ['webgl2', 'cpu'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** Computes an altered picture. */
export interface DisplayEngine {
  readonly name: EngineName;
  /** The result is valid until the next call. @throws if this engine cannot render */
  render(order: RenderOrder): Canvas;
  close(): void;
}

export function resultSize({ width, height, scale }: Pick<RenderOrder, 'width' | 'height' | 'scale'>): { width: number; height: number } {
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

export function makeCanvas(width: number, height: number): Canvas {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement('canvas'), { width, height });
}

/** Changing the size of a canvas clears it, even if it is the same. */
export function resize(canvas: Canvas, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

/** The absolute difference of two pictures per channel, aligned at their upper left corners. */
export interface Difference {
  readonly width: number;
  readonly height: number;
  /** Mean over all pixels and channels that both pictures have, 0 to 255. */
  readonly mean: number;
  readonly largest: number;
}

/** Statistics use at most this many pixels, evenly spread. */
const SAMPLED_PIXELS = 400_000;

export function differenceFigures(pixels: Uint8ClampedArray, step = 1): Pick<Difference, 'mean' | 'largest'> {
  let sum = 0;
  let largest = 0;
  let count = 0;
  for (let at = 0; at + 2 < pixels.length; at += 4 * step) {
    for (let channel = 0; channel < 3; channel += 1) {
      const value = pixels[at + channel] ?? 0;
      sum += value;
      largest = Math.max(largest, value);
    }
    count += 3;
  }
  return { mean: count > 0 ? sum / count : 0, largest };
}

/** Draws |a − b| where the pictures overlap; the rest stays empty. */
export function drawDifference(canvas: HTMLCanvasElement, a: HTMLImageElement, b: HTMLImageElement): Difference | null {
  const width = Math.min(a.naturalWidth, b.naturalWidth);
  const height = Math.min(a.naturalHeight, b.naturalHeight);
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return null;
  context.globalCompositeOperation = 'copy';
  context.drawImage(a, 0, 0);
  context.globalCompositeOperation = 'difference';
  context.drawImage(b, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, ...differenceFigures(data, Math.max(1, Math.floor((width * height) / SAMPLED_PIXELS))) };
}

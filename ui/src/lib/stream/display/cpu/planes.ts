/** Between the bytes of a canvas and planes. */
import { LUMA } from '@eyepiece/shared-types/filters/filter-limits';
import type { PlanePool, Planes } from '@eyepiece/shared-types/filters/planes';

export function isMono(rgba: Uint8ClampedArray): boolean {
  for (let at = 0; at < rgba.length; at += 4) if (rgba[at] !== rgba[at + 1] || rgba[at] !== rgba[at + 2]) return false;
  return true;
}

export function planesOf(rgba: Uint8ClampedArray, width: number, height: number, pool: PlanePool): Planes {
  const count = isMono(rgba) ? 1 : 3;
  const planes = Array.from({ length: count }, (_, channel) => {
    const plane = pool.take(width * height);
    for (let pixel = 0, at = channel; pixel < plane.length; pixel++, at += 4) plane[pixel] = (rgba[at] ?? 0) / 255;
    return plane;
  });
  return { width, height, planes };
}

/** Writes the planes as R G B; alpha stays. */
export function writePlanes({ planes }: Planes, rgba: Uint8ClampedArray): void {
  const [red = new Float32Array(), green = red, blue = red] = planes;
  // A clamped array rounds halves to even. Samples are not negative, so adding a half and truncating rounds halves up.
  for (let pixel = 0, at = 0; pixel < red.length; pixel++, at += 4) {
    rgba[at] = Math.floor((red[pixel] ?? 0) * 255 + 0.5);
    rgba[at + 1] = Math.floor((green[pixel] ?? 0) * 255 + 0.5);
    rgba[at + 2] = Math.floor((blue[pixel] ?? 0) * 255 + 0.5);
  }
}

/** Luma from 0 to 1 of the samples themselves, where no filter needs the planes. */
export function lumaOfSamples(rgba: Uint8ClampedArray, target: Float32Array): Float32Array {
  const [red, green, blue] = [LUMA.red / 255, LUMA.green / 255, LUMA.blue / 255];
  for (let pixel = 0, at = 0; pixel < target.length; pixel++, at += 4)
    target[pixel] = Math.min(1, red * (rgba[at] ?? 0) + green * (rgba[at + 1] ?? 0) + blue * (rgba[at + 2] ?? 0));
  return target;
}

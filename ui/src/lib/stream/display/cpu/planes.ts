import { LUMA } from '@eyepiece/shared-types/camera/filter-limits';

/** A picture as one plane (mono) or three (red, green, blue) of values from 0 to 1. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  readonly planes: readonly Float32Array[];
}

/** Memory that is used again for pictures of the same size: allocating 5 MB per plane and frame keeps the collector busy. */
export class PlanePool {
  #free: Float32Array[] = [];
  #length = 0;

  take(length: number): Float32Array {
    if (length !== this.#length) {
      this.#free = [];
      this.#length = length;
    }
    return this.#free.pop() ?? new Float32Array(length);
  }

  give(...planes: readonly Float32Array[]): void {
    for (const plane of planes) if (plane.length === this.#length) this.#free.push(plane);
  }
}

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
  // A clamped array rounds halves to even. Samples are never negative, so that half up is the sum's whole part.
  for (let pixel = 0, at = 0; pixel < red.length; pixel++, at += 4) {
    rgba[at] = Math.floor((red[pixel] ?? 0) * 255 + 0.5);
    rgba[at + 1] = Math.floor((green[pixel] ?? 0) * 255 + 0.5);
    rgba[at + 2] = Math.floor((blue[pixel] ?? 0) * 255 + 0.5);
  }
}

/** Luma from 0 to 1. A mono picture's is its only plane. @param target where a colour picture's is written */
export function lumaOf({ planes }: Planes, target: Float32Array): Float32Array {
  const [red, green, blue] = planes;
  if (!red || !green || !blue) return red ?? target;
  for (let pixel = 0; pixel < target.length; pixel++) {
    const luma = LUMA.red * (red[pixel] ?? 0) + LUMA.green * (green[pixel] ?? 0) + LUMA.blue * (blue[pixel] ?? 0);
    target[pixel] = luma > 1 ? 1 : luma;
  }
  return target;
}

/** Luma from 0 to 1 of the samples themselves, where no filter needs the planes. */
export function lumaOfSamples(rgba: Uint8ClampedArray, target: Float32Array): Float32Array {
  const [red, green, blue] = [LUMA.red / 255, LUMA.green / 255, LUMA.blue / 255];
  for (let pixel = 0, at = 0; pixel < target.length; pixel++, at += 4)
    target[pixel] = Math.min(1, red * (rgba[at] ?? 0) + green * (rgba[at + 1] ?? 0) + blue * (rgba[at + 2] ?? 0));
  return target;
}

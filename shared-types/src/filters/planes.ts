import { LUMA } from './filter-limits.ts';

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

/** Luma from 0 to 1; of a mono picture its only plane. @param target receives the luma of a colour picture */
export function lumaOf({ planes }: Planes, target: Float32Array): Float32Array {
  const [red, green, blue] = planes;
  if (!red || !green || !blue) return red ?? target;
  for (let pixel = 0; pixel < target.length; pixel++) {
    const luma = LUMA.red * (red[pixel] ?? 0) + LUMA.green * (green[pixel] ?? 0) + LUMA.blue * (blue[pixel] ?? 0);
    target[pixel] = luma > 1 ? 1 : luma;
  }
  return target;
}

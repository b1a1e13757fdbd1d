/**
 * Expected sizes of a camera's renditions. A rendition that was made has its measured share of the camera's JPEG; others
 * have the share that is usual for pictures of a microscope.
 */
import { RENDITION_NAMES, type RenditionName } from '@eyepiece/shared-types';

/** Measured with the simulator's specimen, 1280 × 1024 px with noise, quality 80. */
const USUAL_SHARES: Readonly<Record<RenditionName, number>> = {
  full: 1,
  'full-50': 0.5,
  half: 0.3,
  third: 0.17,
  quarter: 0.1,
  'quarter-45': 0.065,
  'quarter-25': 0.045,
  eighth: 0.03,
};
/** Weight of a new measurement. */
const NEW = 1 / 4;

export class Sizes {
  readonly #shares = { ...USUAL_SHARES };
  readonly #made = new Set<RenditionName>();
  #fullBytes: number | undefined;

  /** A JPEG of the camera has arrived. */
  arrived(bytes: number): void {
    this.#fullBytes = this.#fullBytes === undefined ? bytes : this.#fullBytes + (bytes - this.#fullBytes) * NEW;
  }

  /** The camera's frames have another width. */
  restart(): void {
    this.#fullBytes = undefined;
  }

  made(name: RenditionName, bytes: number, sourceBytes: number): void {
    const weight = this.#made.has(name) ? NEW : 1;
    this.#made.add(name);
    this.#shares[name] += (bytes / Math.max(1, sourceBytes) - this.#shares[name]) * weight;
  }

  /** Bytes of the next frame of this rendition; undefined before the first frame of the camera. */
  bytes(name: RenditionName): number | undefined {
    return this.#fullBytes === undefined ? undefined : this.#fullBytes * this.#shares[name];
  }

  /** The first rendition from `best` on that has at most this many bytes; the smallest one if none has. */
  largestWithin(bytes: number, best: number): number {
    const fullBytes = this.#fullBytes;
    if (fullBytes === undefined) return best;
    const index = RENDITION_NAMES.findIndex((name, at) => at >= best && fullBytes * this.#shares[name] <= bytes);
    return index < 0 ? RENDITION_NAMES.length - 1 : index;
  }
}

/** Frames of one camera in one direction of a connection: rate, gaps, order and age. */
import { seqDistance, type FrameFields } from '@eyepiece/shared-types';
import { Distribution } from '../../figures/statistics.ts';
import type { FrameFigures } from './frame-figures.ts';

/** A number that is further behind means that the camera has started to count again. */
const RESTART_BEHIND = 256;

export class FrameTally {
  readonly #ages = new Distribution();
  #frames = 0;
  #bytes = 0;
  #numbered = 0;
  #missing = 0;
  #repeated = 0;
  #late = 0;
  #newest: number | undefined;
  #firstUs = 0;
  #lastUs = 0;
  #longestGapUs = 0;
  #fields: FrameFields | undefined;

  add(atUs: number, bytes: number, fields: FrameFields | undefined): void {
    if (this.#frames === 0) this.#firstUs = atUs;
    else this.#longestGapUs = Math.max(this.#longestGapUs, atUs - this.#lastUs);
    this.#lastUs = atUs;
    this.#frames += 1;
    this.#bytes += bytes;
    if (!fields) return;
    this.#fields = fields;
    this.#ages.add((atUs - fields.capturedAtUs) / 1000);
    this.#count(fields.seq);
  }

  figures(place: Pick<FrameFigures, 'connection' | 'direction' | 'camera'>): FrameFigures {
    const seconds = (this.#lastUs - this.#firstUs) / 1e6;
    const isNumbered = this.#numbered > 0;
    return {
      ...place,
      frames: this.#frames,
      fps: seconds > 0 ? rounded((this.#frames - 1) / seconds) : null,
      missing: isNumbered ? this.#missing : null,
      repeated: isNumbered ? this.#repeated : null,
      late: isNumbered ? this.#late : null,
      longestGapMs: this.#frames > 1 ? rounded(this.#longestGapUs / 1000) : null,
      ageMs: isNumbered
        ? { p50: rounded(this.#ages.percentile(0.5)), p95: rounded(this.#ages.percentile(0.95)), max: rounded(this.#ages.max) }
        : null,
      meanBytes: Math.round(this.#bytes / this.#frames),
      width: this.#fields?.width ?? null,
      height: this.#fields?.height ?? null,
    };
  }

  #count(seq: number): void {
    this.#numbered += 1;
    const ahead = this.#newest === undefined ? 1 : seqDistance(seq, this.#newest);
    if (ahead > 0 || ahead < -RESTART_BEHIND) {
      this.#missing += Math.max(0, ahead - 1);
      this.#newest = seq;
    } else if (ahead === 0) {
      this.#repeated += 1;
    } else {
      this.#late += 1;
      this.#missing = Math.max(0, this.#missing - 1);
    }
  }
}

export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/**
 * Rate limit of announcements about a camera. The description is announced when it changes. The state is announced at
 * once, then at most four times a second, always including the last change, because cameras report changes in bursts.
 */
import type { CameraChange, CameraState, DescribedCamera } from '@eyepiece/shared-types';
import type { Camera } from '../../ingest/camera.ts';

const INTERVAL_MS = 250;

export interface CameraListeners {
  described(camera: DescribedCamera): void;
  changed(camera: CameraChange): void;
}

export class CameraUpdates {
  readonly #camera: Pick<Camera, 'state'>;
  readonly #listeners: CameraListeners;
  readonly #now: () => number;
  #announcedAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #described: string;
  #jobs: string;

  constructor(camera: Pick<Camera, 'state'>, listeners: CameraListeners, now = () => performance.now()) {
    this.#camera = camera;
    this.#listeners = listeners;
    this.#now = now;
    const { described, jobs } = split(camera.state);
    this.#described = JSON.stringify(described);
    this.#jobs = JSON.stringify(jobs);
  }

  /** The camera has changed. */
  touch(): void {
    if (this.#timer || this.#closed) return;
    const waitMs = this.#announcedAtMs + INTERVAL_MS - this.#now();
    if (waitMs <= 0) this.#announce();
    else this.#timer = setTimeout(() => this.#announce(), waitMs);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #announce(): void {
    this.#timer = undefined;
    this.#announcedAtMs = this.#now();
    const { described, jobs, change } = split(this.#camera.state);
    this.#describe(described);
    const text = JSON.stringify(jobs);
    const changed = text !== this.#jobs;
    this.#jobs = text;
    this.#listeners.changed(changed ? { ...change, jobs } : change);
  }

  #describe(described: DescribedCamera): void {
    const whole = JSON.stringify(described);
    if (whole === this.#described) return;
    this.#described = whole;
    this.#listeners.described(described);
  }
}

function split(state: CameraState): { described: DescribedCamera; jobs: CameraState['jobs']; change: CameraChange } {
  const { name, driver, model, serial, firmware, capabilities, jobs, ...change } = state;
  const described = { id: state.id, name, driver, model, serial, ...(firmware !== undefined && { firmware }), capabilities };
  return { described, jobs, change };
}

import type { CorrectionsUpdate } from '@eyepiece/shared-types';
import type { Cameras } from '../cameras.svelte.ts';
import { errorText } from '../../text/error-text.ts';
import type { Session } from '../../people/session.svelte.ts';
import type { ReferenceKind } from './reference-text.ts';

/** Factor on the estimate: a camera may be slower than its settings suggest. */
const SLOWNESS_FACTOR = 2;

export interface Taking {
  readonly kind: ReferenceKind;
  /** performance.now() in ms. */
  readonly startedAtMs: number;
  readonly expectedMs: number;
}

/** Commands for the dark frame and the flat field of one camera, one at a time. */
export class References {
  taking = $state.raw<Taking | null>(null);
  busy = $state(false);
  error = $state.raw<{ readonly kind: ReferenceKind; readonly text: string } | null>(null);
  readonly #cameras: Cameras;
  readonly #session: Session;
  readonly #cameraId: string;

  constructor(cameras: Cameras, session: Session, cameraId: string) {
    this.#cameras = cameras;
    this.#session = session;
    this.#cameraId = cameraId;
  }

  async take(kind: ReferenceKind, frames: number, expectedMs: number): Promise<void> {
    this.taking = { kind, startedAtMs: performance.now(), expectedMs };
    await this.#order(kind, { [kind]: 'take', frames }, expectedMs * SLOWNESS_FACTOR);
    this.taking = null;
  }

  async order(kind: ReferenceKind, order: 'on' | 'off' | 'clear'): Promise<void> {
    await this.#order(kind, { [kind]: order });
  }

  async #order(kind: ReferenceKind, update: CorrectionsUpdate, workMs = 0): Promise<void> {
    this.busy = true;
    this.error = null;
    try {
      await this.#cameras.correct(this.#cameraId, update, workMs);
    } catch (error) {
      this.error = { kind, text: errorText(this.#session.handleError(error)) };
    } finally {
      this.busy = false;
    }
  }
}

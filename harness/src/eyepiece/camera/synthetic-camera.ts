/** A camera service that repeats one picture at a given rate and size while the hub demands frames. */
import { nowUs } from '../../timing/clock.ts';
import { LinkedCamera, openLink, type LinkedDescription, type LinkOptions } from './linked-camera.ts';
import { testPicture } from './test-picture.ts';
import type { WebSocket } from 'ws';

export interface SyntheticCameraOptions extends LinkOptions {
  readonly fps: number;
  readonly width: number;
  readonly height: number;
  /** Size of one JPEG. */
  readonly frameBytes: number;
}

export class SyntheticCamera extends LinkedCamera {
  readonly #options: LinkedDescription;
  readonly #jpeg: Buffer;
  #timer: NodeJS.Timeout | undefined;
  #nextAtMs = 0;
  #seq = 0;

  private constructor(description: LinkedDescription, jpeg: Buffer, socket: WebSocket) {
    super(description, socket);
    this.#options = description;
    this.#jpeg = jpeg;
  }

  /** Resolves when the hub has answered `hello`. @throws if it is unreachable or refuses */
  static async connect(options: SyntheticCameraOptions): Promise<SyntheticCamera> {
    const { cameraId, fps, width, height, frameBytes } = options;
    const jpeg = await testPicture({ width, height, bytes: frameBytes });
    const description = { cameraId, driver: 'synthetic', model: 'Synthetic camera', fps, width, height };
    const camera = new SyntheticCamera(description, jpeg, await openLink(options));
    await camera.greet(options.signal);
    return camera;
  }

  protected override start(): void {
    this.#seq = 0;
    this.#nextAtMs = performance.now();
    this.#frameDue();
  }

  protected override stop(): void {
    clearTimeout(this.#timer);
  }

  #frameDue(): void {
    this.#sendPicture();
    const now = performance.now();
    this.#nextAtMs += 1000 / Math.min(this.#options.fps, this.demand.maxFps ?? Number.POSITIVE_INFINITY);
    // A process that was delayed continues from now; it does not make up for missed frames.
    if (this.#nextAtMs < now) this.#nextAtMs = now;
    this.#timer = setTimeout(() => this.#frameDue(), this.#nextAtMs - now);
  }

  #sendPicture(): void {
    const seq = this.#seq;
    this.#seq = (seq + 1) >>> 0;
    const { width, height } = this.#options;
    this.sendFrame({ seq, flags: 0, capturedAtUs: nowUs(), width, height, exposureMs: 8, gainDb: 0 }, this.#jpeg);
  }
}

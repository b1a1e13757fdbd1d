import { reportFault } from '../../../browser/report-fault.ts';
import type { ExactPicture } from './exact-picture.ts';
import type { ExactRequest } from './exact-request.ts';
import type { FromPlayer } from '../messages.ts';
import { PixelReader } from './pixel-reader.ts';
import type { ShownPicture } from './shown-picture.ts';

/** A pointer that only crosses the picture asks for nothing, ms. */
const RESTS_MS = 300;
/** A snapshot of full size is half a second of a narrow link, so it serves for this long, ms. */
const SERVES_MS = 10_000;
const RETRY_MS = 2000;

interface Position {
  readonly u: number;
  readonly v: number;
}

/** Reports the value at a position: of the shown JPEG, or of a snapshot while video or a reduced JPEG is shown. */
export class PixelProbe {
  readonly #shown: ShownPicture;
  readonly #request: ExactRequest;
  readonly #post: (message: FromPlayer) => void;
  readonly #reader = new PixelReader();
  #at: Position | null = null;
  #since = 0;
  #snapshot: { readonly picture: ExactPicture; readonly atMs: number } | null = null;
  #retryAtMs = 0;

  constructor(shown: ShownPicture, request: ExactRequest, post: (message: FromPlayer) => void) {
    this.#shown = shown;
    this.#request = request;
    this.#post = post;
  }

  point(at: Position | null, cameraId: string | null): void {
    if (this.#at === null) this.#since = performance.now();
    this.#at = at;
    this.report(cameraId);
    if (at === null) this.forget();
  }

  get pointing(): boolean {
    return this.#at !== null;
  }

  report(cameraId: string | null): void {
    const at = this.#at;
    if (at === null) {
      this.#post({ type: 'pixel', pixel: null, from: 'picture' });
      return;
    }
    const { exact, isReduced } = this.#shown;
    if (!isReduced) {
      this.#drop();
      this.#post({ type: 'pixel', pixel: exact && this.#reader.read(exact, at), from: 'picture' });
      return;
    }
    if (this.#snapshot && performance.now() - this.#snapshot.atMs > SERVES_MS) this.#drop();
    if (!this.#snapshot && cameraId !== null) this.#ask(cameraId);
    this.#post({ type: 'pixel', pixel: this.#snapshot && this.#reader.read(this.#snapshot.picture, at), from: 'snapshot' });
  }

  /** Frees the snapshot, and stops waiting for one. */
  forget(): void {
    this.#drop();
    this.#retryAtMs = 0;
  }

  #drop(): void {
    this.#snapshot?.picture.close();
    this.#snapshot = null;
  }

  #ask(cameraId: string): void {
    const nowMs = performance.now();
    if (this.#request.running || nowMs - this.#since < RESTS_MS || nowMs < this.#retryAtMs) return;
    this.#retryAtMs = nowMs + RETRY_MS;
    this.#request.picture(cameraId).then(
      (picture) => {
        if (!picture) return;
        if (this.#at === null || !this.#shown.isReduced) {
          picture.close();
          return;
        }
        this.#drop();
        this.#snapshot = { picture, atMs: performance.now() };
        this.report(cameraId);
      },
      (error: unknown) => reportFault('No exact picture for the pixel values:', error),
    );
  }
}

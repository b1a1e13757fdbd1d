import { reportFault } from '../../../browser/report-fault.ts';
import type { ExactRequest } from './exact-request.ts';
import type { FromPlayer } from '../messages.ts';
import type { ShownPicture } from './shown-picture.ts';

const RETRY_MS = 3000;

/** Keeps the shown picture. Video and a smaller rendition are replaced by one exact picture as soon as the hub has sent it. */
export class Freeze {
  readonly #shown: ShownPicture;
  readonly #request: ExactRequest;
  readonly #post: (message: FromPlayer) => void;
  readonly #replaced: () => void;
  #on = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  /** @param replaced called when the exact picture is shown */
  constructor(shown: ShownPicture, request: ExactRequest, post: (message: FromPlayer) => void, replaced: () => void) {
    this.#shown = shown;
    this.#request = request;
    this.#post = post;
    this.#replaced = replaced;
  }

  get on(): boolean {
    return this.#on;
  }

  set(on: boolean, cameraId: string | null): void {
    this.#on = on;
    this.cancel();
    if (on && cameraId !== null) this.#replace(cameraId);
  }

  /** Stops waiting for the exact picture. */
  cancel(): void {
    clearTimeout(this.#retry);
    this.#request.cancel();
  }

  #replace(cameraId: string): void {
    if (!this.#shown.isReduced) return;
    this.#request.picture(cameraId).then(
      (picture) => {
        if (!picture) return;
        if (!this.#on) {
          picture.close();
          return;
        }
        this.#shown.showExact(picture, cameraId, false);
        this.#replaced();
      },
      (error: unknown) => {
        reportFault('No exact picture for the frozen one:', error);
        this.#post({ type: 'no-exact', cameraId });
        if (this.#on) this.#retry = setTimeout(() => this.#replace(cameraId), RETRY_MS);
      },
    );
  }
}

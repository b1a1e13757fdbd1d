import type { DisplayWindow } from '@eyepiece/shared-types';
import { reportFault } from '../../browser/report-fault.ts';
import type { FromPlayer } from './messages.ts';
import type { ShownPicture } from './picture/shown-picture.ts';
import type { ViewerWindow } from '../status/picture-kind.ts';

/** A smaller change of the automatic window is not told. */
const TOLD_STEP = 0.0005;

/** The display window of the viewer. A change applies at once to the samples that are shown, also while they are frozen. */
export class Windowing {
  readonly #shown: ShownPicture;
  readonly #post: (message: FromPlayer) => void;
  #window: ViewerWindow = 'auto';
  #cameraId: string | null = null;
  #isRunning = false;
  #told: DisplayWindow | null = null;

  constructor(shown: ShownPicture, post: (message: FromPlayer) => void) {
    this.#shown = shown;
    this.#post = post;
  }

  get window(): ViewerWindow {
    return this.#window;
  }

  begin(cameraId: string | null): void {
    this.#cameraId = cameraId;
    this.#told = null;
  }

  set(window: ViewerWindow): void {
    this.#window = window;
    this.shown();
  }

  /** A picture is shown. It may have been developed before the last change. */
  shown(): void {
    this.#tell();
    if (!this.#isRunning) void this.#follow();
  }

  async #follow(): Promise<void> {
    this.#isRunning = true;
    try {
      for (let picture = this.#outdated; picture; picture = this.#outdated) {
        const next = await picture.through(this.#window);
        if (this.#shown.exact !== picture || this.#cameraId === null) next.close();
        else this.#shown.showExact(next, this.#cameraId, false);
      }
    } catch (error) {
      reportFault('The samples could not be shown through the window:', error);
    } finally {
      this.#isRunning = false;
    }
    this.#tell();
  }

  /** Samples that are shown through another window than the present one. */
  get #outdated() {
    const { exact } = this.#shown;
    return exact?.samples && exact.window !== this.#window ? exact : null;
  }

  #tell(): void {
    const { exact } = this.#shown;
    const shown = exact?.developedThrough;
    if (!shown || !exact.samples || this.#cameraId === null) return;
    const told = this.#told;
    const differs = (name: keyof DisplayWindow): boolean => told === null || Math.abs(shown[name] - told[name]) >= TOLD_STEP;
    if (!differs('black') && !differs('white') && !differs('gamma')) return;
    this.#told = shown;
    this.#post({ type: 'window', cameraId: this.#cameraId, window: shown, bits: exact.samples.bits });
  }
}

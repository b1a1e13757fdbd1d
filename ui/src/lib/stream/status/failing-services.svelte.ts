import type { FailingPart } from '@eyepiece/shared-types';

/** The hub learns of a failure at once, but tells it only when it is asked. */
const ASK_EVERY_MS = 5000;
/** Processes of the launcher that are no camera services. */
const OTHERS: readonly string[] = ['database', 'hub', 'redis', 'ui'];

/** The camera services that the launcher on the hub's machine cannot keep running. */
export class FailingServices {
  #parts = $state.raw<readonly FailingPart[]>([]);
  readonly #load: () => Promise<readonly FailingPart[]>;
  #busy = false;

  constructor(load: () => Promise<readonly FailingPart[]>) {
    this.#load = load;
  }

  /** @param cameraId only the service of this camera */
  of(cameraId?: string): readonly FailingPart[] {
    return this.#parts.filter(({ name }) =>
      cameraId === undefined ? !OTHERS.includes(name) && !/^hub-\d+$/.test(name) : name === cameraId,
    );
  }

  /** Asks until the returned function is called. */
  watch(): () => void {
    const timer = setInterval(() => void this.#ask(), ASK_EVERY_MS);
    void this.#ask();
    return () => clearInterval(timer);
  }

  async #ask(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      this.#parts = await this.#load();
    } catch {
      // The page shows by other means that the hub cannot be reached.
    } finally {
      this.#busy = false;
    }
  }
}

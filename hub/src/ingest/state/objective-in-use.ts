import type { Objective } from '@eyepiece/shared-types';

/** The objective in use, and since when. */
export class ObjectiveInUse {
  #present: Objective | undefined;
  #isKnown = false;
  #sinceUs = 0;

  get present(): Objective | undefined {
    return this.#present;
  }

  /** A change of the same objective, such as a new calibration, applies to earlier pictures too. */
  set(objective: Objective | undefined, nowUs: number): void {
    if (this.#isKnown && objective?.id !== this.#present?.id) this.#sinceUs = nowUs;
    this.#isKnown = true;
    this.#present = objective;
  }

  /** The objective at an earlier time; undefined when another one was in use then. */
  at(timeUs: number): Objective | undefined {
    return timeUs >= this.#sinceUs ? this.#present : undefined;
  }
}

/** Which hub is the home of each camera, as far as one hub knows. Pure: no I/O, no clock. */
import type { WelcomeFence } from '@eyepiece/shared-types';

/** A hub that a camera service has dialled, and its fence. */
export type Home = WelcomeFence;

/**
 * moved: another hub is the home now. replaced: it was this hub. old: the news is older than what is known. same: known
 * already.
 */
export type Lesson = 'moved' | 'replaced' | 'old' | 'same';

/**
 * Of two homes the higher fence wins. Two homes can have the same fence only without PostgreSQL. All hubs then choose the
 * same one; if the camera has chosen the other one, that hub closes the link, and the camera gets a new fence.
 */
export function outranks(home: Home, other: Home | undefined): boolean {
  return other === undefined || home.fence > other.fence || (home.fence === other.fence && home.hubId > other.hubId);
}

export class HomeTable {
  readonly hubId: string;
  readonly #homes = new Map<string, Home>();
  /** The fence of forgotten cameras. Older news must not list them again. */
  readonly #forgotten = new Map<string, number>();

  constructor(hubId: string) {
    this.hubId = hubId;
  }

  of(cameraId: string): Home | undefined {
    return this.#homes.get(cameraId);
  }

  /** The highest fence that is known; 0 without one. */
  highest(cameraId: string): number {
    return this.#homes.get(cameraId)?.fence ?? this.#forgotten.get(cameraId) ?? 0;
  }

  /** Forgotten cameras with the fence of their last home. */
  get forgotten(): ReadonlyMap<string, number> {
    return this.#forgotten;
  }

  /** The cameras of this hub with their fences. */
  get own(): ReadonlyMap<string, number> {
    const own = new Map<string, number>();
    for (const [cameraId, { fence, hubId }] of this.#homes) if (hubId === this.hubId) own.set(cameraId, fence);
    return own;
  }

  /** The fence with which this hub is the home; undefined for cameras that live elsewhere. */
  ownFence(cameraId: string): number | undefined {
    const home = this.#homes.get(cameraId);
    return home?.hubId === this.hubId ? home.fence : undefined;
  }

  /** This hub has claimed the camera. @returns false when a newer home is known meanwhile */
  claim(cameraId: string, fence: number): boolean {
    const home = { fence, hubId: this.hubId };
    if (!outranks(home, this.#homes.get(cameraId))) return false;
    this.#homes.set(cameraId, home);
    this.#forgotten.delete(cameraId);
    return true;
  }

  /** Takes news about a home, which may be late, repeated or out of order. */
  learn(cameraId: string, home: Home): Lesson {
    const known = this.#homes.get(cameraId);
    if (known?.fence === home.fence && known.hubId === home.hubId) return 'same';
    if (!outranks(home, known) || home.fence <= (this.#forgotten.get(cameraId) ?? 0)) return 'old';
    this.#homes.set(cameraId, home);
    this.#forgotten.delete(cameraId);
    return known?.hubId === this.hubId && home.hubId !== this.hubId ? 'replaced' : 'moved';
  }

  /** Whether an order that was sent to the home with this fence is for this hub. */
  accepts(cameraId: string, fence: number): boolean {
    return this.ownFence(cameraId) === fence;
  }

  /** The camera has no home until its next hello. */
  forget(cameraId: string): void {
    const home = this.#homes.get(cameraId);
    if (!home) return;
    this.#homes.delete(cameraId);
    this.#forgotten.set(cameraId, home.fence);
  }
}

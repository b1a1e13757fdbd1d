/** Assembles complete camera states: the hub sends them in parts. */
import type { CameraChange, CameraState, DescribedCamera } from '@eyepiece/shared-types';

export class CameraStates {
  #states = new Map<string, CameraState>();

  list(cameras: readonly CameraState[]): void {
    this.#states = new Map(cameras.map((camera) => [camera.id, camera]));
  }

  /** @returns null for an unlisted camera: a list that contains it will follow */
  described(description: DescribedCamera): CameraState | null {
    const known = this.#states.get(description.id);
    if (!known) return null;
    const { firmware: _, ...rest } = known;
    return this.#put({ ...rest, ...description });
  }

  /** A field missing from a change is no longer set. If `jobs` is missing, the jobs are unchanged. */
  changed(change: CameraChange): CameraState | null {
    const known = this.#states.get(change.id);
    if (!known) return null;
    const { name, driver, model, serial, firmware, capabilities, jobs } = known;
    const described = { name, driver, model, serial, ...(firmware !== undefined && { firmware }), capabilities };
    return this.#put({ ...described, ...change, jobs: change.jobs ?? jobs });
  }

  #put(camera: CameraState): CameraState {
    this.#states.set(camera.id, camera);
    return camera;
  }
}

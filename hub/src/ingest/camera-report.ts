/** What the camera service said last about its camera. It stays while the camera is offline. */
import type { CameraState, Capabilities, HelloParams, StateParams } from '@eyepiece/shared-types';
import { nowUs } from '../process/host-clock.ts';
import { identityOf, type CameraDescription, type Identity } from './camera-types.ts';

export class CameraReport {
  #identity: Identity;
  #capabilities: Capabilities;
  #state: StateParams;
  #atUs = 0;
  #instanceId: string | undefined;

  constructor(description: CameraDescription) {
    this.#identity = description;
    this.#capabilities = description.capabilities;
    this.#state = { connected: false, streaming: false, settings: description.settings, fps: 0, dropped: 0, spooled: 0 };
  }

  get identity(): Identity {
    return identityOf(this.#identity);
  }

  get capabilities(): Capabilities {
    return this.#capabilities;
  }

  get state(): StateParams {
    return this.#state;
  }

  /** When the state arrived. */
  get atUs(): number {
    return this.#atUs;
  }

  hello(hello: HelloParams): void {
    this.#identity = hello;
    this.#capabilities = hello.capabilities;
    // A new process has a new camera clock. For the same one, the wall clock may have been set while disconnected.
    if (hello.instanceId === undefined || hello.instanceId !== this.#instanceId) this.#state = hello;
    this.#instanceId = hello.instanceId;
  }

  /** @returns by how much the wall clock of the camera's host was set, µs */
  update(state: StateParams): number {
    const steppedByUs = (state.clockStepUs ?? 0) - (this.#state.clockStepUs ?? 0);
    this.#state = merged(this.#state, state);
    if (state.capabilities) this.#capabilities = state.capabilities;
    this.#atUs = nowUs();
    return steppedByUs;
  }

  /** From the home of the camera, which is another hub. */
  mirror(mirrored: CameraState): void {
    this.#identity = mirrored;
    this.#capabilities = mirrored.capabilities;
    this.#state = { ...this.#state, settings: mirrored.settings };
  }
}

/** The newest report. Corrections and disk sizes may be omitted when unchanged. */
function merged(
  before: StateParams,
  { corrections = before.corrections, freeBytes = before.freeBytes, diskBytes = before.diskBytes, ...state }: StateParams,
): StateParams {
  return {
    ...state,
    ...(corrections && { corrections }),
    ...(freeBytes !== undefined && { freeBytes }),
    ...(diskBytes !== undefined && { diskBytes }),
  };
}

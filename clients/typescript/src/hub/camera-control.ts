import type { CameraSettings, ControlState, Corrections, CorrectionsUpdate, JobOrder, SettingsUpdate } from '@eyepiece/shared-types';
import { throwIfAborted, type Waiting } from '../deadline.ts';
import { HubError } from '../hub-error.ts';
import type { Camera, CaptureOrder } from './camera.ts';
import type { Hub } from './hub.ts';
import type { HeldControl } from './held-controls.ts';
import type { RunningJob } from './job.ts';
import type { LibraryCapture } from './library.ts';

/** A setting that the camera has set differently, for example to a multiple of its step. */
export interface Adjusted {
  readonly field: string;
  readonly asked: unknown;
  readonly actual: unknown;
}

export interface SetResult {
  /** All settings, as the camera read them back. */
  readonly settings: CameraSettings;
  /** Where they differ from what was asked for. */
  readonly adjusted: readonly Adjusted[];
}

/** Time for the release when a scope ends. */
export const RELEASE_TIMEOUT_MS = 10_000;

/** Control of a camera: released by `release`, or at the end of its `await using` scope. */
export class CameraControl {
  readonly camera: Camera;
  /** Changes with every holder. */
  readonly epoch: number;
  readonly #hub: Hub;
  readonly #held: HeldControl;
  readonly #lost = new AbortController();
  readonly #stop: (() => void)[];

  /** @internal */
  constructor(camera: Camera, hub: Hub, { epoch }: ControlState, held: HeldControl) {
    this.camera = camera;
    this.#hub = hub;
    this.epoch = epoch;
    this.#held = held;
    this.#stop = [
      hub.on('control:state', ({ cameraId }) => {
        if (cameraId === camera.id) this.#look();
      }),
      hub.on('ready', () => this.#look()),
      hub.on('closed', (error) => this.#end(error)),
    ];
  }

  /** Aborted when control is lost or released. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  /** Changes settings: all of them or none. */
  async set(settings: SettingsUpdate, waiting: Waiting = {}): Promise<SetResult> {
    const request = { cameraId: this.camera.id, settings, epoch: this.#epoch() };
    const reply = await this.#hub.ask('settings:update', request, waiting);
    return { settings: reply.settings, adjusted: adjustedIn(settings, reply.settings) };
  }

  /** Takes or switches dark and flat references. */
  async correct(corrections: CorrectionsUpdate, waiting: Waiting = {}): Promise<Corrections> {
    const request = { cameraId: this.camera.id, corrections, epoch: this.#epoch() };
    return (await this.#hub.ask('corrections:update', request, waiting)).corrections;
  }

  /** Software trigger: one exposure. */
  async fire(waiting: Waiting = {}): Promise<void> {
    await this.#hub.ask('camera:fire', { cameraId: this.camera.id, epoch: this.#epoch() }, waiting);
  }

  /** As `camera.capture`, refused if control has changed. */
  async capture(order: CaptureOrder = {}): Promise<LibraryCapture> {
    return this.camera.capture(order, this.#epoch());
  }

  /** As `camera.startJob`, refused if control has changed. */
  async startJob(job: JobOrder, waiting: Waiting = {}): Promise<RunningJob> {
    return this.camera.startJob(job, waiting, this.#epoch());
  }

  /** Restarts the limit of five idle minutes, after which control ends. Each command does the same. */
  async active(waiting: Waiting = {}): Promise<void> {
    throwIfAborted(this.signal);
    await this.#hub.ask('control:active', { cameraId: this.camera.id }, waiting);
  }

  /** Gives control back, unless it is lost already, or the program has it elsewhere, or the person had it before. */
  async release(waiting: Waiting = {}): Promise<void> {
    const holds = !this.signal.aborted;
    const isLast = this.#end(new HubError('control_held', 'control was released'));
    if (!holds || !isLast || !this.#held.isOwn(this.epoch)) return;
    this.#held.released(this.epoch);
    const asked = this.#hub.ask('control:release', { cameraId: this.camera.id }, { timeoutMs: RELEASE_TIMEOUT_MS, ...waiting });
    await this.#held.releasing(asked);
  }

  /** Without a connection the hub ends control itself, so a failed release is no error. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.release();
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
    }
  }

  #epoch(): number {
    throwIfAborted(this.signal);
    return this.epoch;
  }

  #look(): void {
    const now = this.#hub.controlOf(this.camera.id);
    if (now?.epoch === this.epoch) return;
    const holder = now?.holder;
    const message = holder ? `${holder.name} has control of this camera` : 'control of this camera has ended';
    this.#end(new HubError('control_held', message, holder ? { holder: holder.name } : {}));
  }

  /** @returns whether the program has control nowhere else */
  #end(error: HubError): boolean {
    for (const stop of this.#stop) stop();
    this.#lost.abort(error);
    return this.#held.leave();
  }
}

function adjustedIn(asked: SettingsUpdate, actual: CameraSettings): Adjusted[] {
  const values: Readonly<Record<string, unknown>> = actual;
  return Object.entries(asked)
    .filter(([field, value]) => value !== undefined && JSON.stringify(sorted(value)) !== JSON.stringify(sorted(values[field])))
    .map(([field, value]) => ({ field, asked: value, actual: values[field] }));
}

/** Objects with the same fields in another order are equal. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
}

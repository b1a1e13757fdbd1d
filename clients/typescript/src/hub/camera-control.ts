import type { CameraSettings, ControlState, Corrections, CorrectionsUpdate, JobOrder, SettingsUpdate } from '@eyepiece/shared-types';
import { reasonOf, throwIfAborted, TIMER_MAX_MS, type Waiting } from '../deadline.ts';
import { HubError } from '../hub-error.ts';
import type { Camera, CaptureOrder } from './camera.ts';
import type { Hub } from './hub.ts';
import type { HubState } from './hub-state.ts';
import type { RunningJob } from './job.ts';
import type { LibraryCapture } from './library.ts';

export interface ControlOptions extends Waiting {
  /** If another person has control: ask for it and wait. Without an answer, control passes after 15 s; during a job, after it. */
  readonly request?: boolean | undefined;
  /** For administrators: take control from the holder, who sees this reason. */
  readonly take?: string | undefined;
}

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

const REQUEST_TIMEOUT_MS = 60_000;
/** Time for the release when a scope ends. */
const RELEASE_TIMEOUT_MS = 10_000;

/** Control of a camera: released by `release`, or at the end of its `await using` scope. */
export class CameraControl {
  readonly camera: Camera;
  /** Changes with every holder. */
  readonly epoch: number;
  readonly #hub: Hub;
  readonly #shared: boolean;
  readonly #lost = new AbortController();
  readonly #stop: (() => void)[];
  #released = false;

  /** @internal @param shared the person had control before, and keeps it */
  constructor(camera: Camera, hub: Hub, { epoch }: ControlState, shared: boolean) {
    this.camera = camera;
    this.#hub = hub;
    this.epoch = epoch;
    this.#shared = shared;
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

  /** Gives control back, unless it is lost already. Control that the person had before stays. */
  async release(waiting: Waiting = {}): Promise<void> {
    const holds = !this.signal.aborted;
    if (this.#released) return;
    this.#released = true;
    this.#end(new HubError('control_held', 'control was released'));
    if (!holds || this.#shared) return;
    await this.#hub.ask('control:release', { cameraId: this.camera.id }, { timeoutMs: RELEASE_TIMEOUT_MS, ...waiting });
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

  #end(error: HubError): void {
    for (const stop of this.#stop) stop();
    this.#lost.abort(error);
  }
}

/** @internal */
export async function takeControl(camera: Camera, hub: Hub, known: HubState, options: ControlOptions): Promise<CameraControl> {
  const { take, request = false, signal, timeoutMs = REQUEST_TIMEOUT_MS } = options;
  const cameraId = camera.id;
  const before = known.controlOf(cameraId)?.holder;
  const mine = before?.userId === hub.user.id;
  const withControl = (state: ControlState): CameraControl => new CameraControl(camera, hub, state, mine);
  if (take === undefined && before && !mine && !request) throw heldBy(before.name);
  try {
    if (take !== undefined) return withControl((await hub.ask('control:take', { cameraId, reason: take }, { signal })).control);
    const { control } = await hub.ask('control:request', { cameraId }, { signal });
    if (control.holder?.userId === hub.user.id) return withControl(control);
    // Another person was faster, or has control and is asked for it.
    if (!request) throw heldBy(control.holder?.name);
    return withControl(await granted(hub, cameraId, timeoutMs, signal));
  } catch (error) {
    await giveUp(hub, cameraId, mine);
    throw error;
  }
}

/** Withdraws a request. Control that the hub has given in the meantime, or whose answer was lost, is released. */
async function giveUp(hub: Hub, cameraId: string, mine: boolean): Promise<void> {
  const waiting = { timeoutMs: RELEASE_TIMEOUT_MS };
  try {
    const { control } = await hub.ask('control:withdraw', { cameraId }, waiting);
    if (!mine && control.holder?.userId === hub.user.id) await hub.ask('control:release', { cameraId }, waiting);
  } catch (error) {
    // Without a connection the hub ends control itself.
    if (!(error instanceof HubError)) throw error;
  }
}

/** Waits until a request for control is granted. */
function granted(hub: Hub, cameraId: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<ControlState> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      clearTimeout(timer);
      for (const stop of stops) stop();
      signal?.removeEventListener('abort', aborted);
      end();
    };
    const aborted = (): void => settle(() => reject(reasonOf(signal)));
    const look = (): void => {
      const state = hub.controlOf(cameraId);
      if (state?.holder?.userId === hub.user.id) settle(() => resolve(state));
      else if (state?.request?.userId !== hub.user.id) settle(() => reject(heldBy(state?.holder?.name, state?.last?.change)));
    };
    const late = (): HubError => new HubError('hub_timeout', `control was not granted within ${timeoutMs / 1000} s`);
    const timer = setTimeout(() => settle(() => reject(late())), Math.min(timeoutMs, TIMER_MAX_MS));
    const stops = [
      hub.on('closed', (error) => settle(() => reject(error))),
      hub.on('control:state', (state) => state.cameraId === cameraId && look()),
      // A lost connection withdraws the request.
      hub.on('ready', look),
    ];
    if (signal?.aborted) aborted();
    else signal?.addEventListener('abort', aborted, { once: true });
    // The announcement may have come together with the answer to the request.
    if (hub.controlOf(cameraId)?.holder?.userId === hub.user.id) look();
  });
}

function heldBy(name = 'another person', change?: string): HubError {
  const why = change === 'denied' ? `${name} has denied the request for control` : `${name} has control of this camera`;
  return new HubError('control_held', why, { holder: name });
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

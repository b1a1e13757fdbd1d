import type { CameraState, CaptureRequest, ControlState, JobOrder } from '@eyepiece/shared-types';
import type { Waiting } from '../deadline.ts';
import { frameLoop, type FrameOptions } from '../frames/frame-loop.ts';
import { frameAgeMs, type Frame } from '../frames/frame.ts';
import type { CameraControl } from './camera-control.ts';
import type { Hub } from './hub.ts';
import type { HubState } from './hub-state.ts';
import { RunningJob } from './job.ts';
import { LibraryCapture } from './library.ts';
import { takeControl, type ControlOptions } from './take-control.ts';

/** What a capture can specify. The answer comes once the library has the capture. */
export type CaptureOrder = Omit<CaptureRequest, 'answerWhen'> & Waiting;

/** Above the hub's own deadline of 30 s. Exposures come on top. */
const CAPTURE_TIMEOUT_MS = 60_000;

/** One camera of a hub. */
export class Camera {
  readonly id: string;
  readonly #hub: Hub;
  readonly #known: HubState;

  /** @internal */
  constructor(hub: Hub, known: HubState, id: string) {
    this.#hub = hub;
    this.#known = known;
    this.id = id;
  }

  /** The last state that the hub has sent; undefined for a camera that it does not know. */
  get state(): CameraState | undefined {
    return this.#known.camera(this.id);
  }

  /** Who controls the camera; null: nobody. */
  get holder(): ControlState['holder'] {
    return this.#known.controlOf(this.id)?.holder ?? null;
  }

  /** The live frames, as the loop asks for them: always the newest. */
  frames(options: FrameOptions = {}): AsyncGenerator<Frame, void, undefined> {
    return frameLoop(this.#hub.frames, this.id, options);
  }

  /** Time since the end of exposure of a frame, ms. */
  ageMs(frame: Pick<Frame, 'capturedAtUs'>): number {
    return frameAgeMs(frame, { hubOffsetMs: this.#hub.clockOffsetMs, cameraOffsetUs: this.state?.clockOffsetUs ?? 0 });
  }

  /**
   * Takes control. Rejects with `control_held` if another person has it, unless the options say what to do then.
   * Several controls of one connection share it, and the last one gives it back.
   */
  control(options: ControlOptions = {}): Promise<CameraControl> {
    return takeControl(this, this.#hub, options);
  }

  /** Takes a picture at full depth and waits until the library has it. An exposure or gain of its own needs control. */
  capture(order: CaptureOrder = {}, epoch?: number): Promise<LibraryCapture> {
    return this.#capture(order, epoch);
  }

  /** Starts a burst, time-lapse or clip, which continues without this program. Needs control. */
  async startJob(job: JobOrder, waiting: Waiting = {}, epoch?: number): Promise<RunningJob> {
    const reply = await this.#hub.ask('job:start', { cameraId: this.id, job, ...(epoch !== undefined && { epoch }) }, waiting);
    return new RunningJob(this.#hub, reply.job);
  }

  async #capture({ signal, timeoutMs, ...request }: CaptureOrder, epoch: number | undefined): Promise<LibraryCapture> {
    const exposureMs = request.exposure ?? this.state?.settings.exposure ?? 0;
    const waiting = { signal, timeoutMs: timeoutMs ?? CAPTURE_TIMEOUT_MS + 2 * exposureMs * (request.average ?? 1) };
    const reply = await this.#hub.ask(
      'capture',
      { cameraId: this.id, ...request, answerWhen: 'stored', ...(epoch !== undefined && { epoch }) },
      waiting,
    );
    // `kept` is not what was asked for; the capture is announced once it is stored.
    return reply.state === 'stored' ? new LibraryCapture(this.#hub.api, reply.capture) : this.#hub.capture(reply.capture.id, waiting);
  }
}

import type { CameraState, DemandParams, StateParams } from '@eyepiece/shared-types';
import { nowUs } from '../../process/host-clock.ts';

/** Time for a stream to start: the sensor is reconfigured, and the first exposure has to end. */
const START_GRACE_MS = 2000;
/** Between checks for missing frames, ms. */
const WATCHDOG_MS = 250;

interface Observed {
  /** Whether a camera service is connected. */
  readonly online: boolean;
  readonly reported: StateParams;
  readonly demand: DemandParams;
  /** Time since the last frame. */
  readonly silenceMs: number;
}

function statusOf({ online, reported, demand, silenceMs }: Observed, demandedForMs: number): CameraState['status'] {
  if (!online) return 'offline';
  if (!reported.connected) return 'disconnected';
  if (!demand.streaming) return 'idle';
  const maxSilenceMs = maxSilenceOf(reported, demand);
  if (silenceMs <= maxSilenceMs) return 'live';
  return demandedForMs <= START_GRACE_MS + maxSilenceMs ? 'idle' : 'stalled';
}

/** max(1 s, 3 × frame interval + exposure): below that, silence is normal. */
function maxSilenceOf({ settings: { exposure, frameRate } }: StateParams, { maxFps }: DemandParams): number {
  const fps = Math.min(frameRate ?? 30, maxFps ?? Number.POSITIVE_INFINITY);
  return Math.max(1000, 3 * Math.max(1000 / fps, exposure) + exposure);
}

/** The status and when it began. Frames are expected for a while after they are demanded. */
export class StatusWatch {
  #now: CameraState['status'] = 'offline';
  #sinceUs: number;
  #demandedAtMs = 0;

  constructor(sinceUs: number) {
    this.#sinceUs = sinceUs;
  }

  get now(): CameraState['status'] {
    return this.#now;
  }

  get sinceUs(): number {
    return this.#sinceUs;
  }

  demanded(nowMs: number): void {
    this.#demandedAtMs = nowMs;
  }

  /** @returns whether the status has changed */
  observe(observed: Observed, nowMs: number): boolean {
    return this.set(statusOf(observed, nowMs - this.#demandedAtMs));
  }

  /** @returns whether it has changed */
  set(status: CameraState['status']): boolean {
    if (status === this.#now) return false;
    this.#now = status;
    this.#sinceUs = nowUs();
    return true;
  }
}

/** Calls a function regularly while frames are expected: only their absence changes the status without an event. */
export class Watchdog {
  readonly #check: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(check: () => void) {
    this.#check = check;
  }

  run(isExpecting: boolean): void {
    if (isExpecting) {
      this.#timer ??= setInterval(this.#check, WATCHDOG_MS).unref();
      return;
    }
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

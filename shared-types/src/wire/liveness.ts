import type { CameraState } from '../camera/state.ts';

export type LiveVerdict =
  | 'live'
  /** Requested; no picture yet, and not late. */
  | 'starting'
  /** Requested and late: the camera or the link hangs. */
  | 'stalled'
  /** No picture because the camera waits for its trigger; the last one may be old. */
  | 'triggered'
  /** A person has stopped the live picture for everybody. */
  | 'stopped'
  | 'camera-disconnected'
  | 'camera-offline'
  | 'hub-lost'
  | 'no-camera'
  /** Not requested: the tab is hidden. */
  | 'paused';

export interface LivenessInput {
  readonly hubConnected: boolean;
  readonly camera: Pick<CameraState, 'status' | 'settings' | 'fps' | 'stopped'> | null;
  readonly watching: boolean;
  /** Since `watch` was requested, ms. */
  readonly watchedForMs: number;
  /** Since the last picture was drawn, ms; null before the first. */
  readonly sinceFrameMs: number | null;
  /** Interval between received pictures, ms; null when unknown. */
  readonly observedIntervalMs: number | null;
}

const LEAST_MS = 1000;
/** An idle camera needs longer for its first picture. */
const FIRST_FRAME_MS = 3000;

/** A picture counts as stale after max(1 s, 3 × interval + exposure). */
export function staleAfterMs(intervalMs: number, exposureMs: number): number {
  return Math.max(LEAST_MS, 3 * intervalMs + exposureMs);
}

function expectedIntervalMs({ camera, observedIntervalMs }: LivenessInput): number {
  if (!camera) return observedIntervalMs ?? 0;
  const target = camera.settings.frameRate;
  const byRate = target ? 1000 / target : 0;
  return Math.max(byRate, camera.settings.exposure, observedIntervalMs ?? 0);
}

/**
 * Hysteresis: a picture is shown as late from the first age, ms, until it is younger than the second, so that the
 * display does not flicker.
 */
const LATE_FROM_MS = 1000;
const LATE_BELOW_MS = 800;

export interface LatenessInput {
  readonly camera: LivenessInput['camera'];
  /** Age of the newest picture when it was drawn, ms; null while the clock offset is unknown. */
  readonly ageMs: number | null;
  readonly sinceFrameMs: number | null;
  readonly wasLate: boolean;
}

/**
 * Age of the displayed picture, ms, when it is too old; otherwise null. The camera's own time for the next picture
 * does not count.
 */
export function judgeLateness({ camera, ageMs, sinceFrameMs, wasLate }: LatenessInput): number | null {
  if (ageMs === null || sinceFrameMs === null) return null;
  const { frameRate, exposure = 0 } = camera?.settings ?? {};
  const intervalMs = Math.max(frameRate ? 1000 / frameRate : 0, exposure);
  const waits = (camera?.settings.trigger ?? 'free') !== 'free';
  const oldMs = ageMs + (waits ? 0 : Math.max(0, sinceFrameMs - intervalMs));
  return oldMs >= (wasLate ? LATE_BELOW_MS : LATE_FROM_MS) ? oldMs : null;
}

export function judgeLiveness(input: LivenessInput): LiveVerdict {
  if (!input.hubConnected) return 'hub-lost';
  if (!input.camera) return 'no-camera';
  if (input.camera.status === 'offline') return 'camera-offline';
  if (input.camera.status === 'disconnected') return 'camera-disconnected';
  if (input.camera.stopped) return 'stopped';
  if (!input.watching) return 'paused';
  const lateMs = staleAfterMs(expectedIntervalMs(input), input.camera.settings.exposure);
  const { trigger = 'free' } = input.camera.settings;
  const late = trigger === 'free' ? 'stalled' : 'triggered';
  if (input.sinceFrameMs === null) return input.watchedForMs > Math.max(FIRST_FRAME_MS, lateMs) ? late : 'starting';
  return input.sinceFrameMs > lateMs ? late : 'live';
}

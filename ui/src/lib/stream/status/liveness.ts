import type { CameraState } from '@eyepiece/shared-types';

export type LiveVerdict =
  | 'live'
  /** Asked for, none yet, and not late. */
  | 'starting'
  /** Asked for and late: the camera or the way to it hangs. */
  | 'stalled'
  /** None comes because the camera waits for its trigger; the last one may be old. */
  | 'triggered'
  | 'camera-disconnected'
  | 'camera-offline'
  | 'hub-lost'
  | 'no-camera'
  /** Nothing is asked for: the tab is hidden. */
  | 'paused';

export interface LivenessInput {
  readonly hubConnected: boolean;
  readonly camera: Pick<CameraState, 'status' | 'settings' | 'fps'> | null;
  readonly watching: boolean;
  /** Since `watch` was asked for, ms. */
  readonly watchedForMs: number;
  /** Since the last picture was drawn, ms; null before the first. */
  readonly sinceFrameMs: number | null;
  /** Between pictures as they came here, ms; null when not known. */
  readonly observedIntervalMs: number | null;
}

const LEAST_MS = 1000;
/** A camera that has to be woken needs longer for its first picture. */
const FIRST_FRAME_MS = 3000;

/** A picture counts as late after max(1 s, 3 × interval + exposure). */
export function staleAfterMs(intervalMs: number, exposureMs: number): number {
  return Math.max(LEAST_MS, 3 * intervalMs + exposureMs);
}

function expectedIntervalMs({ camera, observedIntervalMs }: LivenessInput): number {
  if (!camera) return observedIntervalMs ?? 0;
  const target = camera.settings.frameRate;
  const byRate = target ? 1000 / target : 0;
  return Math.max(byRate, camera.settings.exposure, observedIntervalMs ?? 0);
}

/** From this age a picture is shown as late, ms, and below the second no longer: between them nothing flickers. */
const LATE_FROM_MS = 1000;
const LATE_BELOW_MS = 800;

export interface LatenessInput {
  readonly camera: LivenessInput['camera'];
  /** Of the newest picture when it was drawn, ms; null while the clocks are not known. */
  readonly ageMs: number | null;
  readonly sinceFrameMs: number | null;
  readonly wasLate: boolean;
}

/**
 * How old the picture on the screen is, ms, where that is too old; null otherwise.
 * The time that the camera itself needs for the next picture does not count.
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
  if (!input.watching) return 'paused';
  const lateMs = staleAfterMs(expectedIntervalMs(input), input.camera.settings.exposure);
  const { trigger = 'free' } = input.camera.settings;
  const late = trigger === 'free' ? 'stalled' : 'triggered';
  if (input.sinceFrameMs === null) return input.watchedForMs > Math.max(FIRST_FRAME_MS, lateMs) ? late : 'starting';
  return input.sinceFrameMs > lateMs ? late : 'live';
}

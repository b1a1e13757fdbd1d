/** What the element says about its picture. */
import type { CameraState } from '@eyepiece/shared-types';
import { judgeLiveness, type LivenessInput, type LiveVerdict } from '@eyepiece/shared-types/wire/liveness';
import type { Phase } from '../connection/phase.ts';

export type ViewState =
  | 'connecting'
  | 'starting'
  | 'live'
  /** Pictures arrive, but they are old. */
  | 'late'
  /** The camera is on, but no picture arrives. */
  | 'not-live'
  | 'waiting'
  /** A person has stopped the live picture for everybody. */
  | 'stopped'
  | 'camera-off'
  | 'no-camera'
  | 'reconnecting'
  | 'refused'
  /** Hidden, or scrolled out of view. */
  | 'paused';

export interface ViewInput {
  /** Why an attribute is not valid; null if all are valid. */
  readonly mistake: string | null;
  readonly phase: Phase;
  readonly cameraId: string;
  readonly camera: Pick<CameraState, 'status' | 'settings' | 'fps' | 'fault' | 'stopped'> | null;
  /** Why the hub does not send this camera. */
  readonly refusal: string | null;
  readonly stream: Pick<LivenessInput, 'watching' | 'watchedForMs' | 'sinceFrameMs' | 'observedIntervalMs'>;
  /** Age of the picture when it is too old; otherwise null. */
  readonly lateMs: number | null;
}

export interface Shown {
  readonly state: ViewState;
  /** One sentence for the states that need one. */
  readonly reason: string | null;
}

const BY_VERDICT: Readonly<Record<LiveVerdict, Shown>> = {
  live: { state: 'live', reason: null },
  starting: { state: 'starting', reason: null },
  stalled: { state: 'not-live', reason: 'The camera sends no pictures.' },
  triggered: { state: 'waiting', reason: null },
  stopped: { state: 'stopped', reason: null },
  'camera-disconnected': { state: 'camera-off', reason: 'The camera is disconnected.' },
  'camera-offline': { state: 'camera-off', reason: 'The camera is off.' },
  'hub-lost': { state: 'reconnecting', reason: 'The hub does not answer.' },
  'no-camera': { state: 'no-camera', reason: null },
  paused: { state: 'paused', reason: null },
};

export function shownState({ mistake, phase, cameraId, camera, refusal, stream, lateMs }: ViewInput): Shown {
  if (mistake !== null) return { state: 'refused', reason: mistake };
  if (phase.name === 'refused') return { state: 'refused', reason: phase.reason };
  if (phase.name === 'connecting') return { state: 'connecting', reason: null };
  if (phase.name === 'lost') return { state: 'reconnecting', reason: phase.reason };
  if (refusal !== null && camera !== null) return { state: 'refused', reason: refusal };
  const verdict = judgeLiveness({ hubConnected: true, camera, ...stream });
  if (verdict === 'no-camera') return { state: 'no-camera', reason: `The hub has no camera "${cameraId}", or this token may not see it.` };
  if (verdict === 'stopped' && camera?.stopped)
    return { state: 'stopped', reason: `${camera.stopped.by.name} has stopped the live picture.` };
  // Such as that the camera moves to another hub.
  if (verdict === 'stalled' && camera?.fault !== undefined) return { state: 'not-live', reason: camera.fault.message };
  if (verdict === 'live' && lateMs !== null) return { state: 'late', reason: null };
  return BY_VERDICT[verdict];
}

const WORDS: Readonly<Record<ViewState, string>> = {
  connecting: 'CONNECTING',
  starting: 'STARTING',
  live: 'LIVE',
  late: 'LATE',
  'not-live': 'NOT LIVE',
  waiting: 'WAITS FOR TRIGGER',
  stopped: 'STOPPED',
  'camera-off': 'NOT LIVE',
  'no-camera': 'NO CAMERA',
  reconnecting: 'NOT LIVE · RECONNECTING',
  refused: 'REFUSED',
  paused: 'PAUSED',
};

export const stateWord = (state: ViewState): string => WORDS[state];

export type Tone = 'ok' | 'warn' | 'fault' | 'idle';

export function toneOf(state: ViewState): Tone {
  if (state === 'live') return 'ok';
  if (state === 'late' || state === 'waiting' || state === 'stopped') return 'warn';
  return ['connecting', 'starting', 'paused'].includes(state) ? 'idle' : 'fault';
}

export function ageText(ageMs: number): string {
  return ageMs < 1000 ? `${Math.round(ageMs)} ms` : ageMs < 60_000 ? `${(ageMs / 1000).toFixed(1)} s` : `${Math.floor(ageMs / 60_000)} min`;
}

import type { CameraState, Job, Role } from '@eyepiece/shared-types';
import { whyNot } from '../../people/permissions.ts';
import { t } from '../../../languages/translate.ts';

/** Role, connection and lease of the user. */
export interface UserState {
  readonly role: Role | undefined;
  readonly connected: boolean;
  /** Who else has control, as a sentence; null when no one has. */
  readonly held: string | null;
}

/** Reason why the camera cannot be set now; null when it can. */
export function whyBlocked(camera: Pick<CameraState, 'status' | 'jobs'>, { role, connected, held }: UserState): string | null {
  const notAllowed = whyNot(role, 'control');
  if (notAllowed) return notAllowed;
  if (!connected) return 'Last known values; the hub is not reachable.';
  if (camera.status === 'offline') return 'Last known values; the camera service is down.';
  if (camera.status === 'disconnected') return 'Last known values; the camera is disconnected.';
  if (held) return held;
  const lock = jobLock(camera);
  return lock && `Settings are ${lock}.`;
}

const KIND: Record<Job['job']['kind'], string> = {
  burst: t('burst'),
  timelapse: t('time-lapse'),
  clip: t('recording'),
};

/** Settings locked by a running job: "locked by time-lapse 12/60"; null when none runs. A paused job locks nothing. */
export function jobLock({ jobs }: Pick<CameraState, 'jobs'>): string | null {
  const job = jobs.find(({ state }) => state === 'running');
  return job ? `locked by ${KIND[job.job.kind]} ${job.done}/${job.total}` : null;
}

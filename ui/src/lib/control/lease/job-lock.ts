import type { CameraState, Job } from '@eyepiece/shared-types';

const KIND: Record<Job['job']['kind'], string> = { burst: 'burst', timelapse: 'time-lapse', clip: 'recording' };

/** What a job keeps from being changed, in words: "locked by time-lapse 12/60"; null while none runs. A paused job locks nothing. */
export function jobLock({ jobs }: Pick<CameraState, 'jobs'>): string | null {
  const job = jobs.find(({ state }) => state === 'running');
  return job ? `locked by ${KIND[job.job.kind]} ${job.done}/${job.total}` : null;
}

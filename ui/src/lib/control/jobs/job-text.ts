import type { Job, JobEstimate, JobSpec } from '@eyepiece/shared-types';
import { sizeText } from '../../text/size-text.ts';
import { shortDayText, shortTimeText } from '../../text/clock-text.ts';
import { spanText } from '../../text/span-text.ts';
import { t } from '../../../languages/translate.ts';
import { counted } from '../../text/count-text.ts';

export const KIND_NAMES = { burst: 'Burst', timelapse: 'Time-lapse', clip: 'Clip' } as const satisfies Record<Job['job']['kind'], string>;

const STATE_WORDS = {
  running: t('running'),
  paused: t('paused'),
  done: t('finished'),
  cancelled: t('cancelled'),
  failed: t('failed'),
} as const;

export function isActive({ state }: Job): boolean {
  return state === 'running' || state === 'paused';
}

export function picturesText(count: number): string {
  return counted(count, '{0} picture', '{0} pictures', String(count));
}

/** "60 pictures, 1 h": summary of a job before its size is known. */
export function planText(spec: JobSpec): string {
  if (spec.kind === 'burst') return picturesText(spec.count);
  return spec.kind === 'timelapse'
    ? `${picturesText(spec.count)}, ${spanText(spec.count * spec.everyMs)}`
    : `up to ${spanText(spec.durationMs)}`;
}

/** "≈ 240 MB of 412 GB free". */
export function needText({ bytes, freeBytes }: JobEstimate): string {
  return `≈ ${sizeText(bytes)} of ${sizeText(freeBytes)} free`;
}

/** "12 of 60"; empty for a clip, whose progress is its time. */
export function progressText({ job, done, total }: Job): string {
  return job.kind === 'clip' ? '' : `${done} of ${total}`;
}

/** What a running job waits for: "Waiting for a trigger pulse, 4 of 10, until 14:32"; null when it does not wait. */
export function waitingText({ job, total, waiting }: Job, untilMs: number): string | null {
  if (!waiting) return null;
  const place = job.kind === 'clip' ? '' : `, ${waiting.number} of ${total}`;
  return `Waiting for a trigger pulse${place}, until ${shortTimeText(untilMs)}`;
}

/** "Time-lapse 22 Nov 14:15". */
export function jobName({ job }: Job, startedAtMs: number): string {
  return `${KIND_NAMES[job.kind]} ${shortDayText(startedAtMs)} ${shortTimeText(startedAtMs)}`;
}

/** Progress, 0 to 1; of a clip by time. */
export function progressOf({ job, done, total }: Job, elapsedMs: number): number {
  return Math.min(1, job.kind === 'clip' ? Math.max(0, elapsedMs) / job.durationMs : done / total);
}

/** "Time-lapse cancelled: 12 of 60 pictures". A stopped clip counts as finished. */
export function resultText(job: Job): string {
  const name = KIND_NAMES[job.job.kind];
  if (job.job.kind === 'clip') {
    if (job.state === 'failed') return `${name} failed${job.done > 0 ? '; what was recorded is kept' : ''}`;
    return job.done > 0 ? `${name} recorded` : `${name} cancelled`;
  }
  const count = job.state === 'done' && job.done === job.total ? picturesText(job.done) : `${job.done} of ${picturesText(job.total)}`;
  return `${name} ${STATE_WORDS[job.state]}: ${count}`;
}

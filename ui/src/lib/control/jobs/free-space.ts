import type { CameraState, Capture, Job, JobEstimate, JobSpec } from '@eyepiece/shared-types';
import { sizeText } from '../../text/size-text.ts';
import { isActive } from './job-text.ts';
import { aboutSpanText } from '../../text/span-text.ts';
import { t } from '../../../languages/translate.ts';

/** What consumes disk space: a rate, or a size per picture. */
export type Filling =
  { readonly of: 'clip' | 'time-lapse'; readonly bytesPerMs: number } | { readonly of: 'pictures'; readonly bytesEach: number };

export interface FreeSpace {
  readonly size: string;
  /** "9 h" "of time-lapse", "85 000" "pictures"; null while the rate is unknown. */
  readonly lasts: { readonly amount: string; readonly of: string } | null;
  readonly low: boolean;
}

/** Fraction of free disk space below which a warning is shown. */
const LOW_SHARE = 0.1;
/** The threshold when the disk size is unknown: less than one hour of a clip. */
const LOW_BYTES = 5e9;

/** Rate of a running job from what it has written; null before its first data. */
export function fillingOf(job: Job): Filling | null {
  const { job: spec, bytes, done } = job;
  if (bytes === 0 || done === 0 || !isActive(job)) return null;
  if (spec.kind === 'timelapse') return { of: 'time-lapse', bytesPerMs: bytes / (done * spec.everyMs) };
  return spec.kind === 'burst'
    ? { of: 'pictures', bytesEach: bytes / done }
    : { of: 'clip', bytesPerMs: bytes / ((done / job.total) * spec.durationMs) };
}

/** Rate of a planned job. */
export function fillingOfPlan(spec: JobSpec, { bytes }: JobEstimate): Filling | null {
  if (bytes === 0) return null;
  if (spec.kind === 'timelapse') return { of: 'time-lapse', bytesPerMs: bytes / (spec.count * spec.everyMs) };
  return spec.kind === 'burst' ? { of: 'pictures', bytesEach: bytes / spec.count } : { of: 'clip', bytesPerMs: bytes / spec.durationMs };
}

/** Size per single picture, from the last capture with this camera and format. */
export function fillingOfCaptures(captures: readonly Capture[], cameraId: string, format: string | null): Filling | null {
  const like = captures.find((capture) => capture.cameraId === cameraId && capture.format === format);
  return like ? { of: 'pictures', bytesEach: like.sizeBytes } : null;
}

export function freeSpace(camera: Pick<CameraState, 'freeBytes' | 'diskBytes'>, filling: Filling | null): FreeSpace | null {
  const { freeBytes, diskBytes } = camera;
  if (freeBytes === undefined) return null;
  const low = freeBytes < (diskBytes === undefined ? LOW_BYTES : diskBytes * LOW_SHARE);
  return { size: sizeText(freeBytes), lasts: filling && lastsText(freeBytes, filling), low };
}

function lastsText(freeBytes: number, filling: Filling): FreeSpace['lasts'] {
  if (filling.of === 'pictures') return { amount: roundedCount(freeBytes / filling.bytesEach), of: t('pictures') };
  return { amount: aboutSpanText(freeBytes / filling.bytesPerMs), of: filling.of === 'clip' ? 'of clip' : 'of time-lapse' };
}

/** Rounded to two significant digits: 85 000, not 85 317. */
function roundedCount(count: number): string {
  if (count < 100) return String(Math.floor(count));
  const unit = 10 ** (Math.floor(Math.log10(count)) - 1);
  return String(Math.floor(count / unit) * unit).replaceAll(/\B(?=(\d{3})+$)/g, '\u202f');
}

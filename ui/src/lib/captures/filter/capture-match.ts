import type { Capture } from '@eyepiece/shared-types';
import type { CaptureFilter } from '../../hub/clients/hub-client.ts';

const within = (value: number, min: number | undefined, max: number | undefined): boolean =>
  (min === undefined || value >= min) && (max === undefined || value <= max);

/** Whether a capture matches a filter; null for a search, which only the hub can answer. */
export function matches(capture: Capture, filter: CaptureFilter): boolean | null {
  const fits =
    (capture.deletedAt !== null) === (filter.deleted ?? false) &&
    (filter.cameraId === undefined || capture.cameraId === filter.cameraId) &&
    (filter.userId === undefined || capture.user?.id === filter.userId) &&
    (filter.sessionId === undefined || capture.sessionId === filter.sessionId) &&
    (filter.jobId === undefined || capture.jobId === filter.jobId) &&
    (filter.shotId === undefined || capture.shot?.id === filter.shotId) &&
    (filter.copiesOf === undefined || capture.derivedFrom?.captureId === filter.copiesOf) &&
    (filter.format === undefined || capture.format === filter.format) &&
    (filter.tag === undefined || capture.tags.includes(filter.tag)) &&
    (filter.label === undefined || capture.label === filter.label) &&
    (filter.from === undefined || capture.capturedAt >= filter.from) &&
    (filter.to === undefined || capture.capturedAt <= filter.to) &&
    capture.rating >= (filter.ratingMin ?? 0) &&
    within(capture.exposureMs, filter.exposureMin, filter.exposureMax) &&
    within(capture.gainDb, filter.gainMin, filter.gainMax);
  return fits && filter.q ? null : fits;
}

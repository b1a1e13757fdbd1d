/** The state of a camera as users see it. */
import type { CameraState, StateParams } from '@eyepiece/shared-types';
import type { FrameMeasurements } from './frame-measurements.ts';

type Identity = Pick<CameraState, 'id' | 'name' | 'driver' | 'model' | 'serial' | 'firmware'>;

interface CameraParts extends Pick<CameraState, 'status' | 'statusSinceUs' | 'capabilities' | 'clockOffsetUs' | 'viewers'> {
  readonly identity: Identity;
  /** The last report of the camera service. */
  readonly reported: StateParams;
  /** Whether a camera service is linked. */
  readonly online: boolean;
  /** When it arrived. */
  readonly reportedAtUs: number;
  readonly frames: FrameMeasurements;
  /** Of the link to the camera service. */
  readonly roundTripUs: number;
  readonly jobs: CameraState['jobs'];
  readonly others: Pick<CameraState, 'video' | 'duplicateAtUs' | 'duplicateFrom' | 'objective' | 'stopped'>;
}

export function presentCamera(parts: CameraParts): CameraState {
  const { identity, reported, status, online, reportedAtUs, frames, roundTripUs, jobs, others } = parts;
  const { clockStepUs, settings, fps, dropped, spooled, refused, temperature, fault, retry, corrections, labStep, freeBytes, diskBytes } =
    reported;
  const inUs = (ms: number): number => reportedAtUs + Math.round(ms * 1000);
  const latency = status === 'live' ? frames.latency(roundTripUs) : undefined;
  return {
    ...identity,
    status,
    statusSinceUs: parts.statusSinceUs,
    ...(fault && online && { fault }),
    ...(retry && online && { retry: { attempt: retry.attempt, nextAtUs: inUs(retry.nextInMs) } }),
    capabilities: parts.capabilities,
    settings,
    fps: status === 'live' ? fps : 0,
    dropped: dropped + frames.lost,
    spooled,
    ...(refused && { refused }),
    ...(temperature !== undefined && { temperature }),
    ...(frames.lastAtUs !== undefined && { lastFrameAtUs: frames.lastAtUs }),
    clockOffsetUs: parts.clockOffsetUs,
    ...(clockStepUs !== undefined && { clockStepUs }),
    ...(latency && { latency }),
    viewers: parts.viewers,
    ...(corrections && { corrections }),
    ...(labStep && online && { labStep }),
    ...(reported.samples && online && { samples: reported.samples }),
    ...(freeBytes !== undefined && { freeBytes }),
    ...(diskBytes !== undefined && { diskBytes }),
    ...(reported.exposing &&
      online && {
        exposing: reported.exposing.map(({ leftMs, ...capture }) => ({
          ...capture,
          ...(leftMs !== undefined && { endsAtUs: inUs(leftMs) }),
        })),
      }),
    ...(reported.rewind && online && { rewind: reported.rewind }),
    ...others,
    jobs,
  };
}

/** The newest report. Corrections and disk sizes may be omitted when unchanged. */
export function merged(
  before: StateParams,
  { corrections = before.corrections, freeBytes = before.freeBytes, diskBytes = before.diskBytes, ...state }: StateParams,
): StateParams {
  return {
    ...state,
    ...(corrections && { corrections }),
    ...(freeBytes !== undefined && { freeBytes }),
    ...(diskBytes !== undefined && { diskBytes }),
  };
}

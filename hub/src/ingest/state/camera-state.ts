/** The state of a camera as users see it. */
import type { CameraState, ClockOffset, StateParams } from '@eyepiece/shared-types';
import type { StatusWatch } from './camera-status.ts';
import type { FrameMeasurements } from './frame-measurements.ts';

/** The last report of the camera service. */
interface Report {
  readonly identity: Pick<CameraState, 'name' | 'driver' | 'model' | 'serial' | 'firmware'>;
  readonly capabilities: CameraState['capabilities'];
  readonly state: StateParams;
  /** When the state arrived. */
  readonly atUs: number;
}

interface CameraParts extends Pick<CameraState, 'id' | 'viewers'> {
  readonly report: Report;
  readonly status: StatusWatch;
  /** Whether a camera service is linked. */
  readonly online: boolean;
  readonly frames: FrameMeasurements;
  /** Of the link to the camera service. */
  readonly clock: Pick<ClockOffset, 'offsetUs' | 'roundTripUs'> | undefined;
  readonly jobs: CameraState['jobs'];
  readonly others: Pick<CameraState, 'video' | 'duplicateAtUs' | 'duplicateFrom' | 'objective' | 'stopped'>;
}

export function presentCamera(parts: CameraParts): CameraState {
  const { id, report, online, clock, frames, jobs, others } = parts;
  const reported = report.state;
  const status = parts.status.now;
  const { clockStepUs, settings, fps, dropped, spooled, refused, temperature, fault, retry, corrections, labStep, freeBytes, diskBytes } =
    reported;
  const inUs = (ms: number): number => report.atUs + Math.round(ms * 1000);
  const latency = status === 'live' ? frames.latency(clock?.roundTripUs ?? 0) : undefined;
  return {
    id,
    ...report.identity,
    status,
    statusSinceUs: parts.status.sinceUs,
    ...(fault && online && { fault }),
    ...(retry && online && { retry: { attempt: retry.attempt, nextAtUs: inUs(retry.nextInMs) } }),
    capabilities: report.capabilities,
    settings,
    fps: status === 'live' ? fps : 0,
    dropped: dropped + frames.lost,
    spooled,
    ...(refused && { refused }),
    ...(temperature !== undefined && { temperature }),
    ...(frames.lastAtUs !== undefined && { lastFrameAtUs: frames.lastAtUs }),
    clockOffsetUs: clock?.offsetUs ?? 0,
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

/** What readers of a stream want together, and whether a frame serves one of them. */
import { FRAME_FLAG_SCALED, type DemandParams } from '@eyepiece/shared-types';
import type { SharedFrame } from './shared-frame.ts';

export interface ReaderDemand {
  /** Maximum width, px; undefined: unlimited. */
  readonly maxWidth?: number | undefined;
  /** Maximum rate, fps; undefined: unlimited. */
  readonly maxFps?: number | undefined;
}

/**
 * Whether a frame is large enough for a reader. After a change of demand, frames that the camera scaled for the previous
 * demand still arrive. Readers that want larger frames skip them.
 */
export function isLargeEnough({ source }: Pick<SharedFrame, 'source'>, { maxWidth }: ReaderDemand): boolean {
  const scaledByCamera = (source.flags & FRAME_FLAG_SCALED) !== 0;
  return !scaledByCamera || (maxWidth !== undefined && maxWidth <= source.width);
}

/** The largest width and rate of all demands; unlimited as soon as one demand is unlimited. */
export function largestDemand(demands: readonly ReaderDemand[]): DemandParams {
  const maxWidth = largest(demands.map((demand) => demand.maxWidth));
  const maxFps = largest(demands.map((demand) => demand.maxFps));
  return {
    streaming: demands.length > 0,
    ...(maxWidth !== undefined && { maxWidth }),
    ...(maxFps !== undefined && { maxFps }),
  };
}

function largest(limits: readonly (number | undefined)[]): number | undefined {
  let most: number | undefined;
  for (const limit of limits) {
    if (limit === undefined) return undefined;
    most = Math.max(most ?? limit, limit);
  }
  return most;
}

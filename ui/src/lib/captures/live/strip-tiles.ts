import type { Capture } from '@eyepiece/shared-types';
import type { CaptureFilter } from '../../hub/clients/hub-client.ts';

/** What the strip shows as one picture: a capture, or all known pictures of one job or shot. */
export interface StripTile {
  /** The newest of them. */
  readonly capture: Capture;
  readonly count: number;
}

/** The same for all captures of a tile. */
export function tileKey({ id, jobId, shot }: Capture): string {
  return jobId ?? shot?.id ?? id;
}

/** The captures of a tile in the library. */
export function tileFilter({ jobId, shot }: Capture): CaptureFilter {
  if (jobId !== undefined) return { jobId };
  return shot ? { shotId: shot.id } : {};
}

/** @param captures newest first */
export function stripTiles(captures: readonly Capture[]): StripTile[] {
  const tiles = new Map<string, StripTile>();
  for (const capture of captures) {
    const key = tileKey(capture);
    const tile = tiles.get(key);
    tiles.set(key, tile ? { ...tile, count: tile.count + 1 } : { capture, count: 1 });
  }
  return [...tiles.values()];
}

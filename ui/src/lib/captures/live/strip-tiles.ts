import type { Capture } from '@eyepiece/shared-types';

/** What the strip shows as one picture: a capture, or all known pictures of one job. */
export interface StripTile {
  /** Of a job: the newest picture. */
  readonly capture: Capture;
  readonly count: number;
}

/** @param captures newest first */
export function stripTiles(captures: readonly Capture[]): StripTile[] {
  const tiles = new Map<string, StripTile>();
  for (const capture of captures) {
    const key = capture.jobId ?? capture.id;
    const tile = tiles.get(key);
    tiles.set(key, tile ? { ...tile, count: tile.count + 1 } : { capture, count: 1 });
  }
  return [...tiles.values()];
}

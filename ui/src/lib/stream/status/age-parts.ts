import type { CameraState } from '@eyepiece/shared-types';

export type AgePartName = 'camera' | 'link' | 'hub' | 'network' | 'drawing';

export interface AgePart {
  readonly name: AgePartName;
  /** null when unknown. */
  readonly ms: number | null;
  /** Fraction of all known parts, 0 to 1. */
  readonly share: number;
}

/**
 * Splits the age of the picture. Camera and hub measure up to the hub's last write, the player from receipt to drawn.
 * The rest is spent on the network, and in the browser before the player. The values are averages over different
 * times, so their sum may exceed the age: the network is clamped to 0.
 */
export function ageParts(ageMs: number | null, latency: CameraState['latency'], drawingMs: number | null): AgePart[] {
  const { cameraMs = null, linkMs = null, hubMs = null } = latency ?? {};
  const networkMs =
    ageMs === null || drawingMs === null || !latency
      ? null
      : Math.max(0, ageMs - latency.cameraMs - latency.linkMs - latency.hubMs - drawingMs);
  const known: readonly (readonly [AgePartName, number | null])[] = [
    ['camera', cameraMs],
    ['link', linkMs],
    ['hub', hubMs],
    ['network', networkMs],
    ['drawing', drawingMs],
  ];
  const sumMs = known.reduce((sum, [, ms]) => sum + (ms ?? 0), 0);
  return known.map(([name, ms]) => ({ name, ms, share: sumMs > 0 ? (ms ?? 0) / sumMs : 0 }));
}

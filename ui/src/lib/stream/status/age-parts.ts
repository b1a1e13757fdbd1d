import type { CameraState } from '@eyepiece/shared-types';

export type AgePartName = 'camera' | 'link' | 'hub' | 'network' | 'drawing';

export interface AgePart {
  readonly name: AgePartName;
  /** null while it is not known. */
  readonly ms: number | null;
  /** Of all that is known, 0 to 1. */
  readonly share: number;
}

/**
 * Where the age of the picture comes from. Hub and camera measure up to the hub's last write, the player from receipt
 * to drawn; what is left of the age was spent on the network, and in the browser before the player saw the frame.
 * The figures are means over different times, so that their sum may pass the age: the network is never below 0.
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

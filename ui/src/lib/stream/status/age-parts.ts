import type { CameraState } from '@eyepiece/shared-types';

export type AgePartName = 'camera' | 'link' | 'hub' | 'network' | 'drawing';

export interface AgePart {
  readonly name: AgePartName;
  /** In tenths of a millisecond; null when unknown. */
  readonly ms: number | null;
  /** Fraction of all known parts, 0 to 1. */
  readonly share: number;
}

/**
 * Splits the age of the picture. Camera and hub measure up to the hub's last write, the player from receipt to drawn.
 * The rest is spent on the network, and in the browser before the player. The values are averages over different
 * times, so their sum may exceed the age: they are then reduced in proportion. All parts add up to the age as shown.
 */
export function ageParts(ageMs: number | null, latency: CameraState['latency'], drawingMs: number | null): AgePart[] {
  const { cameraMs = null, linkMs = null, hubMs = null } = latency ?? {};
  const measured: readonly (readonly [AgePartName, number | null])[] = [
    ['camera', cameraMs],
    ['link', linkMs],
    ['hub', hubMs],
    ['drawing', drawingMs],
  ];
  const sumMs = measured.reduce((sum, [, ms]) => sum + (ms ?? 0), 0);
  const scale = ageMs !== null && sumMs > ageMs ? ageMs / sumMs : 1;
  const complete = measured.every(([, ms]) => ms !== null);
  const parts = new Map(measured.map(([name, ms]) => [name, ms === null ? null : tenths(ms * scale)]));
  const shownSum = [...parts.values()].reduce<number>((sum, ms) => sum + (ms ?? 0), 0);
  // The rest includes what rounding added to or took from the other parts.
  const rest = ageMs === null || !complete ? null : tenths(tenths(ageMs) - shownSum);
  if (rest !== null && rest < 0) takeFromLargest(parts, -rest);
  parts.set('network', rest === null ? null : Math.max(0, rest));
  const known = [...parts.values()].reduce<number>((sum, ms) => sum + (ms ?? 0), 0);
  return ORDER.map((name) => {
    const ms = parts.get(name) ?? null;
    return { name, ms, share: known > 0 ? (ms ?? 0) / known : 0 };
  });
}

const ORDER = ['camera', 'link', 'hub', 'network', 'drawing'] as const;

const tenths = (ms: number): number => Math.round(ms * 10) / 10;

function takeFromLargest(parts: Map<AgePartName, number | null>, ms: number): void {
  const [name, most] = [...parts].reduce((best, part) => ((part[1] ?? 0) > (best[1] ?? 0) ? part : best));
  parts.set(name, tenths(Math.max(0, (most ?? 0) - ms)));
}

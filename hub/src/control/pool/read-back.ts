/** Settings that a camera has accepted, but set to another value. */
import { isDeepStrictEqual } from 'node:util';
import type { CameraSettings, FieldIssue, SettingsUpdate } from '@eyepiece/shared-types';

/** Cameras round to their steps. */
const TOLERANCE = 1e-3;
/** While these run, the camera changes the values itself. */
const AUTOMATICS: Readonly<Partial<Record<keyof SettingsUpdate, keyof SettingsUpdate>>> = {
  exposure: 'exposureAuto',
  gain: 'gainAuto',
  whiteBalance: 'whiteBalanceAuto',
};

export function readBackIssues(wanted: SettingsUpdate, now: CameraSettings): FieldIssue[] {
  return Object.entries(wanted).flatMap(([name, value]) => {
    const automatic = AUTOMATICS[name as keyof SettingsUpdate];
    if (automatic !== undefined && now[automatic] !== undefined && now[automatic] !== 'off') return [];
    const actual = now[name as keyof SettingsUpdate];
    return isSame(value, actual) ? [] : [{ path: name, message: `the camera has set ${JSON.stringify(actual ?? null)} instead`, value }];
  });
}

function isSame(wanted: unknown, actual: unknown): boolean {
  if (typeof wanted === 'number' && typeof actual === 'number')
    return Math.abs(wanted - actual) <= TOLERANCE * Math.max(Math.abs(wanted), Math.abs(actual));
  if (typeof wanted !== 'object' || wanted === null || typeof actual !== 'object' || actual === null)
    return isDeepStrictEqual(wanted, actual);
  const [one, other] = [Object.entries(wanted), new Map(Object.entries(actual))];
  return one.length === other.size && one.every(([name, part]) => isSame(part, other.get(name)));
}

import type { CameraState } from '@eyepiece/shared-types';
import { t } from '../../../languages/translate.ts';

/** Driver name of the camera service's simulator. */
export const SIMULATED_DRIVER = 'simulated';

type Device = Pick<CameraState, 'id' | 'name' | 'model' | 'serial' | 'firmware' | 'driver' | 'capabilities' | 'temperature'>;

/** Facts that identify a camera, for support requests. */
export function deviceFacts(camera: Device): { name: string; value: string }[] {
  const { width, height, color, bitDepth } = camera.capabilities.sensor;
  const facts: [string, string | undefined][] = [
    ['Model', camera.model],
    ['Serial', camera.serial],
    ['Firmware', camera.firmware],
    ['Driver', camera.driver],
    ['Sensor', `${width} × ${height} px, ${color ? t('colour') : t('monochrome')}, ${bitDepth} bit`],
    ['Camera id', camera.id],
  ];
  return facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [{ name, value }]));
}

/** Twice the interval at which a rejected service tries again. */
const DUPLICATE_SHOWN_MS = 40_000;

/** For administrators, while a second camera service uses this camera's id; null otherwise. */
export function duplicateText(refusedAtMs: number | null, nowMs: number, from = 'an unknown host'): string | null {
  if (refusedAtMs === null || nowMs - refusedAtMs > DUPLICATE_SHOWN_MS) return null;
  return `A second camera service with this id is refused. It runs on ${from}. Give it a unique CAMERA_ID.`;
}

export function deviceText(camera: Device): string {
  return deviceFacts(camera)
    .map(({ name, value }) => `${name}: ${value}`)
    .join('\n');
}

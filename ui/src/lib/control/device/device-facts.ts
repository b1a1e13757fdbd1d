import type { CameraState } from '@eyepiece/shared-types';

/** What the camera service calls its simulator. */
export const SIMULATED_DRIVER = 'simulated';

type Device = Pick<CameraState, 'id' | 'name' | 'model' | 'serial' | 'firmware' | 'driver' | 'capabilities' | 'temperature'>;

/** What identifies a camera, as somebody who asks for help is asked for it. */
export function deviceFacts(camera: Device): { name: string; value: string }[] {
  const { width, height, color, bitDepth } = camera.capabilities.sensor;
  const facts: [string, string | undefined][] = [
    ['Model', camera.model],
    ['Serial', camera.serial],
    ['Firmware', camera.firmware],
    ['Driver', camera.driver],
    ['Sensor', `${width} × ${height} px, ${color ? 'colour' : 'monochrome'}, ${bitDepth} bit`],
    ['Camera id', camera.id],
  ];
  return facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [{ name, value }]));
}

/** Twice what a refused service waits before it asks again. */
const DUPLICATE_SHOWN_MS = 40_000;

/** For administrators, while a second camera service asks for this camera's id; null when none does. */
export function duplicateText(refusedAtMs: number | null, nowMs: number, from = 'an unknown host'): string | null {
  if (refusedAtMs === null || nowMs - refusedAtMs > DUPLICATE_SHOWN_MS) return null;
  return `A second camera service with this id is refused. It runs on ${from}. Give it a CAMERA_ID of its own.`;
}

export function deviceText(camera: Device): string {
  return deviceFacts(camera)
    .map(({ name, value }) => `${name}: ${value}`)
    .join('\n');
}

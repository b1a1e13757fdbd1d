import type { PicturePreference } from '@eyepiece/shared-types';
import { readPreference, writePreference } from '../browser/preferences.ts';

const PREFERENCES: readonly PicturePreference[] = ['automatic', 'exact', 'economical'];

/** What this browser prefers for a camera. */
export function readPicturePreference(cameraId: string): PicturePreference {
  const kept = readPreference(nameOf(cameraId));
  return PREFERENCES.find((one) => one === kept) ?? 'automatic';
}

export function writePicturePreference(cameraId: string, prefer: PicturePreference): void {
  writePreference(nameOf(cameraId), prefer === 'automatic' ? null : prefer);
}

function nameOf(cameraId: string): string {
  return `picture.${cameraId}`;
}

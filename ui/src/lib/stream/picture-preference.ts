import type { PictureAsk } from './status/picture-kind.ts';
import { readPreference, writePreference } from '../browser/preferences.ts';

const PREFERENCES: readonly PictureAsk[] = ['automatic', 'exact', 'economical', 'samples'];

/** What this browser prefers for a camera. */
export function readPicturePreference(cameraId: string): PictureAsk {
  const kept = readPreference(nameOf(cameraId));
  return PREFERENCES.find((one) => one === kept) ?? 'automatic';
}

export function writePicturePreference(cameraId: string, prefer: PictureAsk): void {
  writePreference(nameOf(cameraId), prefer === 'automatic' ? null : prefer);
}

function nameOf(cameraId: string): string {
  return `picture.${cameraId}`;
}

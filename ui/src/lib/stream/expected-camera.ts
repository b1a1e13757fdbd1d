import type { Route } from '../shell/navigation/router.svelte.ts';
import { readPreference, writePreference } from '../browser/preferences.ts';

const LAST_WATCHED = 'camera';

export function rememberCamera(cameraId: string): void {
  writePreference(LAST_WATCHED, cameraId);
}

/** The camera that a page opened at this route will probably show; null if it shows none or none is known. */
export function expectedCamera(route: Route | null): string | null {
  if (route?.view !== 'live') return null;
  return route.cameraId ?? readPreference(LAST_WATCHED);
}

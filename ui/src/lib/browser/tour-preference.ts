import { readPreference, writePreference } from './preferences.ts';

const TOUR = 'tour';

/** The next live view of this browser shows the tour. */
export function startTour(): void {
  writePreference(TOUR, 'due');
}

export function tourIsDue(): boolean {
  return readPreference(TOUR) === 'due';
}

/** It was finished or skipped. */
export function endTour(): void {
  writePreference(TOUR, null);
}

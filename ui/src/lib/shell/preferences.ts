const PREFIX = 'eyepiece.';

/** A choice of this browser's. Storage may be forbidden or full; then it lasts as long as the page. */
export function readPreference(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** @param value null forgets it */
export function writePreference(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // Nothing to be done about it, and nothing lost but a habit.
  }
}

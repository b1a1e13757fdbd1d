const PREFIX = 'eyepiece.';

/** A preference stored in this browser. Storage may be blocked or full; then it lasts as long as the page. */
export function readPreference(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** The name of a preference of one person, for people who share a browser. */
export function ofPerson(userId: string | undefined, name: string): string {
  return userId === undefined ? name : `person.${userId}.${name}`;
}

/** @param value null deletes it */
export function writePreference(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // Ignored: only a preference is lost.
  }
}

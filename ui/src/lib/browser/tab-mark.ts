/** A mark that lasts as long as the tab, also over reloads. Storage may be blocked; then there is none. */
export function readMark(name: string): string | null {
  try {
    return sessionStorage.getItem(`eyepiece.${name}`);
  } catch {
    return null;
  }
}

export function writeMark(name: string, value: string): void {
  try {
    sessionStorage.setItem(`eyepiece.${name}`, value);
  } catch {
    // Ignored: the mark only limits how often something happens.
  }
}

/** The live view in a URL. Without imports, because the first script of the page uses it. */

export interface LiveRoute {
  readonly view: 'live';
  /** null: the page selects a camera */
  readonly cameraId: string | null;
}

/** The decoded parts of a path below the base path. */
export function pathParts(path: string): string[] {
  return path.split('/').filter(Boolean).map(decode);
}

/** @param path below the base path @returns null for the path of another view */
export function liveRoute(path: string): LiveRoute | null {
  const [first = '', second = null, ...more] = pathParts(path);
  return more.length === 0 && (first === '' || first === 'live') ? { view: 'live', cameraId: second } : null;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

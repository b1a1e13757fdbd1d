/** The path below which a proxy publishes the hub. */

const SEGMENTS = /^(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/;

/**
 * Reads BASE_PATH. `/eyepiece/` and `/eyepiece` are equal; `/` and an empty string are the root.
 * @returns the path without a trailing slash: `/eyepiece`, or an empty string
 * @throws {Error} if it is not a plain path
 */
export function parseBasePath(value: string): string {
  const path = value.trim().replace(/\/+$/, '');
  if (path === '' || SEGMENTS.test(path)) return path;
  throw new Error('must be a path such as /eyepiece/, of letters, digits, "-", "_", "." and "~"');
}

/** The part of the request target below the base path; undefined for targets outside it. */
export function belowBasePath(basePath: string, target: string): string | undefined {
  return target.startsWith(`${basePath}/`) ? target.slice(basePath.length) : undefined;
}

/** The path below which a proxy publishes the hub. */

const SEGMENTS = /^(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/;

/**
 * Reads BASE_PATH: `/eyepiece/` and `/eyepiece` are the same, `/` and an empty text are the root.
 * @returns without a slash at the end: `/eyepiece`, or an empty text
 * @throws {Error} when it is not a plain path
 */
export function parseBasePath(value: string): string {
  const path = value.trim().replace(/\/+$/, '');
  if (path === '' || SEGMENTS.test(path)) return path;
  throw new Error('must be a path such as /eyepiece/, of letters, digits, "-", "_", "." and "~"');
}

/** The request target below the base path; undefined when it lies elsewhere. */
export function belowBasePath(basePath: string, target: string): string | undefined {
  return target.startsWith(`${basePath}/`) ? target.slice(basePath.length) : undefined;
}

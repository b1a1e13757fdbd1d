/** The hub's base path, which it writes into the page: `/eyepiece`, or empty at the root. */
export const BASE_PATH: string =
  typeof document === 'undefined' ? '' : (document.querySelector<HTMLMetaElement>('meta[name=base-path]')?.content ?? '');

/** The documentation, which the hub publishes. */
export const MANUAL_ADDRESS = `${BASE_PATH}/manual/`;

/** Protocol, host and base path, for `io` and workers. */
export function hubAddress(): string {
  return location.origin + BASE_PATH;
}

/** The path of a page without the base path. */
export function pagePath(pathname: string, basePath = BASE_PATH): string {
  if (pathname === basePath) return '/';
  return pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : pathname;
}

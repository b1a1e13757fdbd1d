/** The path below which the hub is published, as it wrote it into the page: `/eyepiece`, or empty at the root. */
export const BASE_PATH: string =
  typeof document === 'undefined' ? '' : (document.querySelector<HTMLMetaElement>('meta[name=base-path]')?.content ?? '');

/** Protocol, host and base path: what `io` and workers need to find the hub. */
export function hubAddress(): string {
  return location.origin + BASE_PATH;
}

/** The path of a page without the base path. */
export function pagePath(pathname: string, basePath = BASE_PATH): string {
  if (pathname === basePath) return '/';
  return pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : pathname;
}

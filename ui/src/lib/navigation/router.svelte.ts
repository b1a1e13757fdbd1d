export type Route =
  | { readonly view: 'live'; readonly cameraId: string | null }
  | { readonly view: 'library' }
  | { readonly view: 'detail'; readonly captureId: string }
  | { readonly view: 'users' }
  | { readonly view: 'account' }
  | { readonly view: 'lost' };

export function parsePath(path: string): Route {
  const [first = '', second, ...more] = path.split('/').filter(Boolean).map(decode);
  if (more.length > 0) return { view: 'lost' };
  if (first === '' || first === 'live') return { view: 'live', cameraId: second ?? null };
  if (first === 'library') return second === undefined ? { view: 'library' } : { view: 'detail', captureId: second };
  if (second === undefined && (first === 'users' || first === 'account')) return { view: first };
  return { view: 'lost' };
}

export function pathOf(route: Exclude<Route, { view: 'lost' }>): string {
  if (route.view === 'live') return route.cameraId === null ? '/' : `/live/${encodeURIComponent(route.cameraId)}`;
  return route.view === 'detail' ? `/library/${encodeURIComponent(route.captureId)}` : `/${route.view}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address bar as state. */
export class Router {
  route = $state.raw<Route>(parsePath(location.pathname));
  readonly #popped = (): void => void (this.route = parsePath(location.pathname));

  constructor() {
    addEventListener('popstate', this.#popped);
  }

  go(route: Exclude<Route, { view: 'lost' }>, how: 'push' | 'replace' = 'push'): void {
    const path = pathOf(route);
    if (path !== location.pathname) history[how === 'push' ? 'pushState' : 'replaceState'](null, '', path);
    this.route = route;
  }

  /** For `onclick` of a link: goes there without loading, unless another tab or a download is meant. */
  readonly follow = (event: MouseEvent): void => {
    const link = event.currentTarget as HTMLAnchorElement;
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const route = parsePath(link.pathname);
    if (route.view !== 'lost') this.go(route);
  };

  close(): void {
    removeEventListener('popstate', this.#popped);
  }
}

import { filterOf, searchOf } from '../../captures/filter/library-filter.ts';
import type { CaptureFilter } from '../../hub/clients/hub-client.ts';
import { BASE_PATH, pagePath } from '../../browser/base-path.ts';
import { isKiosk } from './kiosk.ts';
import { liveRoute, pathParts, type LiveRoute } from './live-path.ts';

export type Route =
  | LiveRoute
  | { readonly view: 'library'; readonly filter?: CaptureFilter }
  /** The filter determines the previous and next capture. */
  | { readonly view: 'detail'; readonly captureId: string; readonly filter?: CaptureFilter }
  | { readonly view: 'trash' }
  | { readonly view: 'compare'; readonly ids: readonly string[] }
  | { readonly view: 'wall' }
  | { readonly view: 'sessions' }
  | { readonly view: 'session'; readonly sessionId: string }
  | { readonly view: 'storage' }
  /** Connections, messages, camera links and the process of the hub. */
  | { readonly view: 'diagnostics' }
  /** Target of share links; the secret is in the fragment. */
  | { readonly view: 'guest' }
  /** How to use HTTPS and trust the hub's certificate; without a sign-in. */
  | { readonly view: 'trust' }
  /** Creates the first administrator; the secret of the link is in the fragment. */
  | { readonly view: 'setup' }
  | { readonly view: 'users' }
  /** Who did what, for administrators. */
  | { readonly view: 'audit' }
  | { readonly view: 'account' }
  | { readonly view: 'lost' };

/** Maximum number of compared captures. */
export const COMPARED_MAX = 4;

/** @param path below the base path */
export function parsePath(path: string, search = ''): Route {
  const live = liveRoute(path);
  if (live) return live;
  const [first = '', second, ...more] = pathParts(path);
  if (more.length > 0) return { view: 'lost' };
  if (first === 'library')
    return second === undefined ? filtered({ view: 'library' }, search) : filtered({ view: 'detail', captureId: second }, search);
  if (first === 'compare' && second === undefined) return { view: 'compare', ids: idsOf(search) };
  if (first === 'sessions') return second === undefined ? { view: 'sessions' } : { view: 'session', sessionId: second };
  return second === undefined && isPlain(first) ? { view: first } : { view: 'lost' };
}

/** URL of a view, with the base path. */
export function pathOf(route: Exclude<Route, { view: 'lost' }>, basePath = BASE_PATH): string {
  return basePath + pageOf(route);
}

function pageOf(route: Exclude<Route, { view: 'lost' }>): string {
  if (route.view === 'live') return route.cameraId === null ? '/' : `/live/${encodeURIComponent(route.cameraId)}`;
  if (route.view === 'library') return `/library${searchOf(route.filter ?? {})}`;
  if (route.view === 'detail') return `/library/${encodeURIComponent(route.captureId)}${searchOf(route.filter ?? {})}`;
  if (route.view === 'session') return `/sessions/${encodeURIComponent(route.sessionId)}`;
  return route.view === 'compare' ? `/compare?ids=${route.ids.map(encodeURIComponent).join(',')}` : `/${route.view}`;
}

/** Views whose URL is their name. */
const PLAIN = ['wall', 'trash', 'storage', 'diagnostics', 'guest', 'trust', 'setup', 'users', 'audit', 'account'] as const;
function isPlain(name: string): name is (typeof PLAIN)[number] {
  return (PLAIN as readonly string[]).includes(name);
}

function filtered(route: Extract<Route, { view: 'library' | 'detail' }>, search: string): Route {
  const filter = filterOf(search);
  return Object.keys(filter).length > 0 ? { ...route, filter } : route;
}

function idsOf(search: string): string[] {
  const ids = new URLSearchParams(search).get('ids') ?? '';
  return [...new Set(ids.split(',').filter(Boolean))].slice(0, COMPARED_MAX);
}

function routeOf({ pathname, search }: Pick<Location, 'pathname' | 'search'>): Route {
  return parsePath(pagePath(pathname), search);
}

/** The URL as reactive state. */
export class Router {
  route = $state.raw<Route>(routeOf(location));
  kiosk = $state(isKiosk(location.search));
  readonly #popped = (): void => this.#read();

  constructor() {
    addEventListener('popstate', this.#popped);
  }

  go(route: Exclude<Route, { view: 'lost' }>, how: 'push' | 'replace' = 'push'): void {
    const path = pathOf(route);
    if (path !== location.pathname + location.search + location.hash)
      history[how === 'push' ? 'pushState' : 'replaceState'](null, '', path);
    this.route = route;
    this.kiosk = false;
  }

  /** Shows the present view without controls. The browser's Back button leaves it. */
  showKiosk(): void {
    history.pushState(null, '', `${location.pathname}?kiosk`);
    this.#read();
  }

  #read(): void {
    this.route = routeOf(location);
    this.kiosk = isKiosk(location.search);
  }

  /** For `onclick` of a link: navigates without loading, except for new tabs and downloads. */
  readonly follow = (event: MouseEvent): void => {
    const link = event.currentTarget as HTMLAnchorElement;
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const route = routeOf(link);
    if (route.view !== 'lost') this.go(route);
  };

  close(): void {
    removeEventListener('popstate', this.#popped);
  }
}

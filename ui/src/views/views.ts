/** The views of the page, each in a file of its own that is loaded when it is opened. */
import { lazyView } from '../lib/navigation/lazy-view.ts';
import type { Route } from '../lib/navigation/router.svelte.ts';

export const VIEWS = {
  signIn: lazyView(() => import('./SignInView.svelte')),
  guestEntry: lazyView(() => import('./GuestEntryView.svelte')),
  guestShell: lazyView(() => import('./GuestShell.svelte')),
  live: lazyView(() => import('./LiveView.svelte')),
  wall: lazyView(() => import('./WallView.svelte')),
  library: lazyView(() => import('./LibraryView.svelte')),
  detail: lazyView(() => import('./DetailView.svelte')),
  trash: lazyView(() => import('./TrashView.svelte')),
  compare: lazyView(() => import('./CompareView.svelte')),
  sessions: lazyView(() => import('./SessionsView.svelte')),
  session: lazyView(() => import('./SessionView.svelte')),
  storage: lazyView(() => import('./StorageView.svelte')),
  users: lazyView(() => import('./UsersView.svelte')),
  account: lazyView(() => import('./AccountView.svelte')),
} as const;

/** Begins to load the view of this address, beside what the page does first. */
export function preloadView(view: Route['view']): void {
  if (view === 'guest' || view === 'lost') return;
  // A failure is reported when the view is opened.
  VIEWS[view].load().catch(() => undefined);
}

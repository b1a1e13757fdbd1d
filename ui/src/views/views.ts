/** The views of the page, each in its own file that is loaded on demand. */
import { lazyView } from '../lib/shell/navigation/lazy-view.ts';
import type { Route } from '../lib/shell/navigation/router.svelte.ts';

export const VIEWS = {
  help: lazyView(() => import('../components/shell/HelpDialog.svelte')),
  objectives: lazyView(() => import('../components/picture/optics/ObjectivesDialog.svelte')),
  palette: lazyView(() => import('../components/palette/CommandPalette.svelte')),
  signIn: lazyView(() => import('./people/SignInView.svelte')),
  trust: lazyView(() => import('./people/TrustView.svelte')),
  setup: lazyView(() => import('./people/FirstRunView.svelte')),
  tour: lazyView(() => import('../components/shell/Tour.svelte')),
  guestEntry: lazyView(() => import('./guest/GuestEntryView.svelte')),
  guestShell: lazyView(() => import('./guest/GuestShell.svelte')),
  kiosk: lazyView(() => import('./kiosk/KioskView.svelte')),
  livePanel: lazyView(() => import('./LivePanel.svelte')),
  live: lazyView(() => import('./LiveView.svelte')),
  wall: lazyView(() => import('./WallView.svelte')),
  library: lazyView(() => import('./library/LibraryView.svelte')),
  detail: lazyView(() => import('./library/DetailView.svelte')),
  trash: lazyView(() => import('./library/TrashView.svelte')),
  compare: lazyView(() => import('./library/CompareView.svelte')),
  sessions: lazyView(() => import('./SessionsView.svelte')),
  session: lazyView(() => import('./SessionView.svelte')),
  storage: lazyView(() => import('./StorageView.svelte')),
  diagnostics: lazyView(() => import('./DiagnosticsView.svelte')),
  users: lazyView(() => import('./people/UsersView.svelte')),
  audit: lazyView(() => import('./people/AuditView.svelte')),
  account: lazyView(() => import('./people/AccountView.svelte')),
} as const;

/** Starts loading the view of this route while the page initializes. */
export function preloadView(view: Route['view']): void {
  if (view === 'guest' || view === 'lost') return;
  // A failure is reported when the view is opened.
  VIEWS[view].load().catch(() => undefined);
}

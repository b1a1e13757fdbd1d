import { lazyView } from '../../../lib/shell/navigation/lazy-view.ts';

/** Loaded on demand: no first view shows it. */
export const shareDialog = lazyView(() => import('./ShareDialog.svelte'));

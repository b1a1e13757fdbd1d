import { reportFault } from '../../../lib/browser/report-fault.ts';
import { errorText } from '../../../lib/text/error-text.ts';
import { asHubError } from '@eyepiece/client/hub-error';
import type { ToastAction } from './NewsToast.svelte';
import type * as toasts from './toasts.ts';

const UNDO_MS = 8000;
const ERROR_MS = 6000;
const NEWS_MS = 5000;
/** Longer when the notice has actions. */
const CHOICE_MS = 12_000;

type Toasts = typeof toasts;
let loading: Promise<Toasts> | undefined;
let whenLoaded: ((loaded: Toasts) => void) | undefined;

/** Calls back with the component that shows the notices, once it has loaded. */
export function onToaster(show: (toaster: Toasts['Toaster']) => void): void {
  whenLoaded = ({ Toaster }) => show(Toaster);
  void loading?.then(whenLoaded, () => undefined);
}

/** Loads the code of the notices, unless it is there. A failed load is tried again by the next notice. */
export async function loadToasts(): Promise<Toasts> {
  loading ??= import('./toasts.ts').then(
    (loaded) => {
      whenLoaded?.(loaded);
      return loaded;
    },
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

function show(notice: (loaded: Toasts) => void): void {
  loadToasts().then(notice, (error: unknown) => reportFault('A notice could not be shown:', error));
}

export function notifyUndo(text: string, undo: () => void): void {
  const actions: readonly ToastAction[] = [{ label: 'Undo', act: undo, testId: 'undo' }];
  show(({ showNews }) => showNews(text, { duration: UNDO_MS, actions }));
}

/** A neutral notice about actions of other users or a result. */
export function notifyNews(text: string, actions: readonly ToastAction[] = []): void {
  const duration = actions.length > 0 ? CHOICE_MS : NEWS_MS;
  show(({ showNews }) => showNews(text, { id: text, duration, actions }));
}

export function notifyError(error: unknown): void {
  // The lease reports a lost control once for all commands.
  if (asHubError(error).code === 'control_held') return;
  notifyFault(errorText(error));
}

export function notifyFault(text: string): void {
  show(({ showError }) => showError(text, ERROR_MS));
}

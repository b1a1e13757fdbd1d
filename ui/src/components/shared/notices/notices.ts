import { toast } from 'svelte-sonner';
import { errorText } from '../../../lib/text/error-text.ts';
import { asHubError } from '../../../lib/hub/hub-error.ts';
import ErrorToast from './ErrorToast.svelte';
import NewsToast, { type ToastAction } from './NewsToast.svelte';

const UNDO_MS = 8000;
const ERROR_MS = 6000;
const NEWS_MS = 5000;
/** Longer when the notice has actions. */
const CHOICE_MS = 12_000;

export function notifyUndo(text: string, undo: () => void): void {
  const actions: readonly ToastAction[] = [{ label: 'Undo', act: undo, testId: 'undo' }];
  toast.custom(NewsToast, { duration: UNDO_MS, componentProps: { text, actions } });
}

/** A neutral notice about actions of other users or a result. */
export function notifyNews(text: string, actions: readonly ToastAction[] = []): void {
  const duration = actions.length > 0 ? CHOICE_MS : NEWS_MS;
  toast.custom(NewsToast, { id: text, duration, componentProps: { text, actions } });
}

export function notifyError(error: unknown): void {
  // The lease reports a lost control once for all commands.
  if (asHubError(error).code === 'control_held') return;
  notifyFault(errorText(error));
}

export function notifyFault(text: string): void {
  // The id merges repeated errors into one toast.
  toast.custom(ErrorToast, { id: text, duration: ERROR_MS, componentProps: { text } });
}

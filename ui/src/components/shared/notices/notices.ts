import { toast } from 'svelte-sonner';
import { errorText } from '../../../lib/text/error-text.ts';
import { asHubError } from '../../../lib/hub/hub-error.ts';
import ErrorToast from './ErrorToast.svelte';
import NewsToast, { type ToastAction } from './NewsToast.svelte';

const UNDO_MS = 8000;
const ERROR_MS = 6000;
const NEWS_MS = 5000;
/** Longer when there is something to decide. */
const CHOICE_MS = 12_000;

export function notifyUndo(text: string, undo: () => void): void {
  const actions: readonly ToastAction[] = [{ label: 'Undo', act: undo, testId: 'undo' }];
  toast.custom(NewsToast, { duration: UNDO_MS, componentProps: { text, actions } });
}

/** What others did, or what came of it: told, not alarmed about. */
export function notifyNews(text: string, actions: readonly ToastAction[] = []): void {
  const duration = actions.length > 0 ? CHOICE_MS : NEWS_MS;
  toast.custom(NewsToast, { id: text, duration, componentProps: { text, actions } });
}

export function notifyError(error: unknown): void {
  // That somebody else has control is told where it is noticed, once for all orders.
  if (asHubError(error).code === 'control_held') return;
  notifyFault(errorText(error));
}

export function notifyFault(text: string): void {
  // One line for one trouble, however often it is met.
  toast.custom(ErrorToast, { id: text, duration: ERROR_MS, componentProps: { text } });
}

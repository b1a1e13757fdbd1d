/** The part of the notices that loads after the first picture, or with the first notice. */
import { toast } from 'svelte-sonner';
import ErrorToast from './ErrorToast.svelte';
import NewsToast, { type ToastAction } from './NewsToast.svelte';

export { Toaster } from 'svelte-sonner';

export function showNews(text: string, options: { id?: string; duration: number; actions: readonly ToastAction[] }): void {
  const { actions, ...rest } = options;
  toast.custom(NewsToast, { ...rest, componentProps: { text, actions } });
}

/** The id merges repeated errors into one toast. */
export function showError(text: string, duration: number): void {
  toast.custom(ErrorToast, { id: text, duration, componentProps: { text } });
}

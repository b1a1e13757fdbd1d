import { toast } from 'svelte-sonner';
import { errorText } from '../../lib/error/error-text.ts';
import ErrorToast from './ErrorToast.svelte';
import UndoToast from './UndoToast.svelte';

const UNDO_MS = 8000;
const ERROR_MS = 6000;

export function notifyUndo(text: string, undo: () => void): void {
  toast.custom(UndoToast, { duration: UNDO_MS, componentProps: { text, undo } });
}

export function notifyError(error: unknown): void {
  notifyFault(errorText(error));
}

export function notifyFault(text: string): void {
  // One line for one trouble, however often it is met.
  toast.custom(ErrorToast, { id: text, duration: ERROR_MS, componentProps: { text } });
}

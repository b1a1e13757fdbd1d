import type { DisplayWindow } from '@eyepiece/shared-types';
import { readPreference, writePreference } from '../browser/preferences.ts';
import { FULL_WINDOW } from '../picture/analysis/display-window.ts';
import type { FromPlayer, ToPlayer } from './player/messages.ts';
import type { ViewerWindow } from './status/picture-kind.ts';

/** The window that this viewer looks at samples through. Others and captures are not affected. Kept for each camera. */
export class SampleView {
  #chosen = $state.raw<ViewerWindow>('auto');
  #shown = $state.raw<DisplayWindow>(FULL_WINDOW);
  /** Significant bits of the shown samples. */
  bits = $state(16);
  #cameraId: string | null = null;
  readonly #post: (message: ToPlayer) => void;

  readonly isAuto = $derived(this.#chosen === 'auto');
  /** As shares of the range. */
  readonly window = $derived<DisplayWindow>(this.#chosen === 'auto' ? this.#shown : this.#chosen);
  readonly max = $derived(2 ** this.bits - 1);

  constructor(post: (message: ToPlayer) => void) {
    this.#post = post;
  }

  begin(cameraId: string): void {
    this.#cameraId = cameraId;
    this.#chosen = keptWindow(cameraId);
    this.#post({ type: 'window', window: this.#chosen });
  }

  choose(window: ViewerWindow): void {
    this.#chosen = window;
    // A copy: what the page shows is reactive, and cannot be sent to a worker.
    this.#post({ type: 'window', window: window === 'auto' ? window : { ...window } });
    if (this.#cameraId !== null) writePreference(nameOf(this.#cameraId), window === 'auto' ? null : JSON.stringify(window));
  }

  receive(message: FromPlayer): void {
    if (message.type !== 'window' || message.cameraId !== this.#cameraId) return;
    this.#shown = message.window;
    this.bits = message.bits;
  }
}

function nameOf(cameraId: string): string {
  return `sample-window.${cameraId}`;
}

/** Automatic unless this browser keeps a window that can be used. */
function keptWindow(cameraId: string): ViewerWindow {
  try {
    const kept: unknown = JSON.parse(readPreference(nameOf(cameraId)) ?? 'null');
    return isWindow(kept) ? kept : 'auto';
  } catch {
    return 'auto';
  }
}

function isWindow(kept: unknown): kept is DisplayWindow {
  if (typeof kept !== 'object' || kept === null) return false;
  const { black, white, gamma } = kept as Partial<Record<keyof DisplayWindow, unknown>>;
  if (typeof black !== 'number' || typeof white !== 'number' || typeof gamma !== 'number') return false;
  return black >= 0 && white <= 1 && black < white && gamma >= 0.1 && gamma <= 10;
}

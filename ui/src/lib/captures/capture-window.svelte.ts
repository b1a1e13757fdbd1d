import type { Capture, CaptureStatistics, DisplayWindow } from '@eyepiece/shared-types';
import { SvelteMap } from 'svelte/reactivity';
import { reportFault } from '../error/report-fault.ts';
import { FULL_WINDOW } from '../analysis/display-window.ts';
import { asHubError } from '../hub/hub-error.ts';
import type { HubClient } from '../hub/hub-client.ts';
import type { SampleWindow } from '../hub/library-client.ts';
import { autoShares, samplesOf, usualShares } from './sample-window.ts';

export type WindowMode = 'usual' | 'auto' | 'full' | 'hand';

/** Figures of the captures in a view, asked for once each. */
export class CaptureFigures {
  readonly #known = new SvelteMap<string, CaptureStatistics | null>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is rendered from it
  readonly #asked = new Set<string>();
  readonly #hub: HubClient;

  constructor(hub: HubClient) {
    this.#hub = hub;
  }

  /** Undefined until they are here; null when there are none. */
  of(id: string): CaptureStatistics | null | undefined {
    return this.#known.get(id);
  }

  async want(id: string): Promise<void> {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    try {
      this.#known.set(id, await this.#hub.library.statistics(id));
    } catch (error) {
      this.#known.set(id, null);
      const { code, message } = asHubError(error);
      if (code !== 'not_found' && code !== 'image_rejected') reportFault('No figures of a capture:', message);
    }
  }
}

/** The window that one picture, or several together, are shown through. */
export class CaptureWindow {
  mode = $state<WindowMode>('usual');
  #hand = $state.raw<DisplayWindow>(FULL_WINDOW);
  readonly #captures: () => readonly Capture[];
  readonly #figures: CaptureFigures;

  constructor(captures: () => readonly Capture[], figures: CaptureFigures) {
    this.#captures = captures;
    this.#figures = figures;
  }

  readonly shares = $derived.by<DisplayWindow>(() => {
    if (this.mode === 'hand') return this.#hand;
    const known = this.#captures().flatMap((capture) => {
      const statistics = this.#figures.of(capture.id);
      return statistics ? [{ capture, statistics }] : [];
    });
    if (this.mode === 'full' || known.length === 0) return FULL_WINDOW;
    if (this.mode === 'auto') return autoShares(known.map(({ statistics }) => statistics));
    const dark = known.filter(({ capture, statistics }) => usualShares(capture, statistics) !== FULL_WINDOW);
    return dark.length < known.length ? FULL_WINDOW : autoShares(known.map(({ statistics }) => statistics));
  });

  set(window: DisplayWindow): void {
    this.#hand = window;
    this.mode = 'hand';
  }

  /** In the capture's own samples; undefined for its whole range, null while it is not known. */
  of(capture: Capture): SampleWindow | undefined | null {
    const statistics = this.#figures.of(capture.id);
    if (statistics === undefined && capture.bitDepth > 8) return null;
    const max = statistics?.max ?? 2 ** capture.bitDepth - 1;
    const window = samplesOf(this.shares, max);
    // Without a word about it the hub would choose by itself for pictures of many bits.
    return window ?? (capture.bitDepth > 8 ? { black: 0, white: max, gamma: 1 } : undefined);
  }
}

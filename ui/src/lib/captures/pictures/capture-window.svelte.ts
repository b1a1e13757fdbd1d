import type { Capture, CaptureStatistics, DisplayWindow } from '@eyepiece/shared-types';
import { SvelteMap } from 'svelte/reactivity';
import { reportFault } from '../../browser/report-fault.ts';
import { FULL_WINDOW, isFullWindow } from '../../picture/analysis/display-window.ts';
import { asHubError } from '@eyepiece/client/hub-error';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import type { SampleWindow } from '../../hub/clients/library-client.ts';
import { autoShares, samplesOf } from './sample-window.ts';

/**
 * `full` is linear over the full range, so that pictures are visually comparable; `auto` and `manual` are chosen by the
 * user.
 */
export type WindowMode = 'full' | 'auto' | 'manual';

/** Statistics of the captures in a view, requested once each. */
export class CaptureFigures {
  readonly #known = new SvelteMap<string, CaptureStatistics | null>();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is rendered from it
  readonly #asked = new Set<string>();
  readonly #hub: HubClient;

  constructor(hub: HubClient) {
    this.#hub = hub;
  }

  /** Undefined until loaded; null when there are none. */
  of(id: string): CaptureStatistics | null | undefined {
    return this.#known.get(id);
  }

  async load(id: string): Promise<void> {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    try {
      this.#known.set(id, await this.#hub.library.statistics(id));
    } catch (error) {
      this.#known.set(id, null);
      const { code, message } = asHubError(error);
      if (code !== 'not_found' && code !== 'image_rejected') reportFault('The statistics of a capture could not be loaded:', message);
    }
  }
}

/** The display window of one picture, or of several together. */
export class CaptureWindow {
  mode = $state<WindowMode>('full');
  #manual = $state.raw<DisplayWindow>(FULL_WINDOW);
  readonly #captures: () => readonly Capture[];
  readonly #figures: CaptureFigures;

  constructor(captures: () => readonly Capture[], figures: CaptureFigures) {
    this.#captures = captures;
    this.#figures = figures;
  }

  readonly shares = $derived.by<DisplayWindow>(() => {
    if (this.mode === 'manual') return this.#manual;
    const known = this.#captures().flatMap(({ id }) => this.#figures.of(id) ?? []);
    if (this.mode === 'full' || known.length === 0) return FULL_WINDOW;
    return autoShares(known);
  });

  set(window: DisplayWindow): void {
    this.#manual = window;
    this.mode = 'manual';
  }

  /** In the capture's sample values; undefined for the full range, null while unknown. */
  of(capture: Capture): SampleWindow | undefined | null {
    if (isFullWindow(this.shares)) return undefined;
    const statistics = this.#figures.of(capture.id);
    if (statistics === undefined && capture.bitDepth > 8) return null;
    return samplesOf(this.shares, statistics?.max ?? 2 ** capture.bitDepth - 1);
  }
}

import type { Analysis } from '@eyepiece/shared-types';
import { asHubError, type HubError } from '../../hub/hub-error.ts';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import { NO_FOCUS_TRACK, withSample, type FocusTrack } from './focus-track.ts';

export type AnalysisKind = 'histogram' | 'focus';

/** Histogram and sharpness of the selected camera. Requested only while a panel shows them and the tab is visible. */
export class AnalysisFeed {
  latest = $state.raw<Analysis | null>(null);
  focus = $state.raw<FocusTrack>(NO_FOCUS_TRACK);
  /** Arrival of the latest analysis, performance.now() in ms. */
  latestAtMs = $state<number | null>(null);
  /** Why the hub refuses analysis. */
  refusal = $state.raw<HubError | null>(null);
  readonly #hub: HubClient;
  readonly #undo: (() => void)[];
  readonly #wanted = { histogram: 0, focus: 0 };
  #cameraId: string | null = null;
  #visible = document.visibilityState === 'visible';
  /** The last request to the hub; empty when none. */
  #asked = '';
  #askedOf: string | null = null;
  #scheduled = false;

  constructor(hub: HubClient) {
    this.#hub = hub;
    const visibility = (): void => {
      this.#visible = document.visibilityState === 'visible';
      this.#schedule();
    };
    document.addEventListener('visibilitychange', visibility);
    this.#undo = [
      hub.events.on('analysis', (cameraId, analysis) => this.#receive(cameraId, analysis)),
      // The hub drops subscriptions with the connection.
      hub.events.on('welcome', () => this.#resubscribe()),
      hub.events.on('camera', (camera) => {
        if (this.refusal && camera.id === this.#cameraId && camera.status !== 'offline') this.#resubscribe();
      }),
      () => document.removeEventListener('visibilitychange', visibility),
    ];
  }

  watch(cameraId: string | null): void {
    if (this.#cameraId === cameraId) return;
    this.#cameraId = cameraId;
    this.latest = null;
    this.latestAtMs = null;
    this.resetFocus();
    this.#schedule();
  }

  /** Registers a consumer; the returned function unregisters it. */
  subscribe(kind: AnalysisKind): () => void {
    this.#wanted[kind] += 1;
    this.#schedule();
    return () => {
      this.#wanted[kind] -= 1;
      this.#schedule();
    };
  }

  resetFocus(): void {
    this.focus = NO_FOCUS_TRACK;
  }

  close(): void {
    for (const undo of this.#undo) undo();
    this.watch(null);
  }

  #receive(cameraId: string, analysis: Analysis): void {
    if (cameraId !== this.#cameraId) return;
    const nowMs = performance.now();
    this.refusal = null;
    this.latest = analysis;
    this.latestAtMs = nowMs;
    if (analysis.focus) this.focus = withSample(this.focus, { atMs: nowMs, score: analysis.focus.score });
  }

  #resubscribe(): void {
    this.#asked = '';
    this.#schedule();
  }

  /** Merges changes of one tick into one request, as when one panel closes and another opens. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      void this.#ask();
    });
  }

  async #ask(): Promise<void> {
    const cameraId = this.#cameraId;
    const request = { histogram: this.#wanted.histogram > 0, focus: this.#wanted.focus > 0 };
    const wanted = cameraId !== null && this.#visible && (request.histogram || request.focus);
    const question = wanted ? JSON.stringify([cameraId, request]) : '';
    if (question === this.#asked) return;
    if (this.#askedOf !== null && (this.#askedOf !== cameraId || !wanted)) this.#hub.instrument.unwatchAnalysis(this.#askedOf);
    this.#asked = question;
    this.#askedOf = wanted ? cameraId : null;
    this.refusal = null;
    if (!wanted) return;
    try {
      await this.#hub.instrument.watchAnalysis(cameraId, request);
    } catch (error) {
      const known = asHubError(error);
      // hub_unreachable is ignored: the request is repeated with the next welcome.
      if (question === this.#asked && known.code !== 'hub_unreachable') this.refusal = known;
    }
  }
}

import type { Analysis, LabResult } from '@eyepiece/shared-types';
import { asHubError, type HubError } from '../../hub/hub-error.ts';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import { NO_FOCUS_TRACK, withSample, type FocusTrack } from './focus-track.ts';

export type AnalysisKind = 'histogram' | 'focus' | 'labStep';

/** Histogram, sharpness and the laboratory's own step of the selected camera. Requested only while a panel shows them and the tab is visible. */
export class AnalysisFeed {
  latest = $state.raw<Analysis | null>(null);
  focus = $state.raw<FocusTrack>(NO_FOCUS_TRACK);
  /** Arrival of the latest analysis, performance.now() in ms. */
  latestAtMs = $state<number | null>(null);
  /** The newest result of the laboratory's step; null while nothing requests it. */
  lab = $state.raw<LabResult | null>(null);
  /** Arrival of that result, performance.now() in ms. */
  labAtMs = $state<number | null>(null);
  /** Whether its shapes lie over the picture. */
  labShown = $state(true);
  /** Why the hub refuses analysis. */
  refusal = $state.raw<HubError | null>(null);
  readonly #hub: HubClient;
  readonly #undo: (() => void)[];
  readonly #wanted = { histogram: 0, focus: 0, labStep: 0 };
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
    this.#forgetLab();
    this.resetFocus();
    this.#schedule();
  }

  /** Registers a consumer; the returned function unregisters it. */
  subscribe(kind: AnalysisKind): () => void {
    this.#wanted[kind] += 1;
    this.#schedule();
    return () => {
      this.#wanted[kind] -= 1;
      if (this.#wanted.labStep === 0) this.#forgetLab();
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
    if (analysis.labStep) {
      if (this.#wanted.labStep === 0) return;
      this.lab = analysis.labStep;
      this.labAtMs = nowMs;
      return;
    }
    this.latest = analysis;
    this.latestAtMs = nowMs;
    if (analysis.focus) this.focus = withSample(this.focus, { atMs: nowMs, score: analysis.focus.score });
  }

  #forgetLab(): void {
    this.lab = null;
    this.labAtMs = null;
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
    const labStep = this.#wanted.labStep > 0;
    const request = { histogram: this.#wanted.histogram > 0, focus: this.#wanted.focus > 0, ...(labStep && { labStep }) };
    const wanted = cameraId !== null && this.#visible && (request.histogram || request.focus || labStep);
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

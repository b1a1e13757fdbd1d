import { areaId } from '@eyepiece/shared-types/camera/analysis';
import type { Analysis, AnalysisRequest, LabResult, Profile, ProfileLine, Roi } from '@eyepiece/shared-types';
import { untrack } from 'svelte';
import { asHubError, HubError } from '@eyepiece/client/hub-error';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import { NO_FOCUS_TRACK, withSample, type FocusTrack } from './focus-track.ts';

export type AnalysisKind = 'histogram' | 'focus' | 'profile' | 'labStep';

/** What this viewer measures instead of, or besides, the whole picture. */
export interface MeasuredPlaces {
  /** Of histogram and sharpness; null: the whole picture. */
  readonly region: Roi | null;
  readonly line: ProfileLine | null;
}

/** Dragging an area sends a request in this interval, ms. */
const ASKS_EVERY_MS = 180;
/** A single measurement fails after this time, ms. */
const ONCE_WITHIN_MS = 5000;

interface Once {
  readonly region: Roi;
  readonly done: (analysis: Analysis) => void;
  readonly failed: (error: unknown) => void;
}

/** Figures of the selected camera's pictures. Requested only while a panel shows them and the tab is visible. */
export class AnalysisFeed {
  latest = $state.raw<Analysis | null>(null);
  focus = $state.raw<FocusTrack>(NO_FOCUS_TRACK);
  profile = $state.raw<(Profile & Pick<Analysis, 'bitDepth' | 'seq'>) | null>(null);
  /** Arrival of the latest analysis, performance.now() in ms. */
  latestAtMs = $state<number | null>(null);
  /** The newest result of the laboratory's step; null while nothing requests it. */
  lab = $state.raw<LabResult | null>(null);
  /** Arrival of that result, performance.now() in ms. */
  labAtMs = $state<number | null>(null);
  /** Whether the shapes of that result are shown over the picture. */
  labShown = $state(true);
  /** Why the hub refuses analysis. */
  refusal = $state.raw<HubError | null>(null);
  readonly #hub: HubClient;
  readonly #undo: (() => void)[];
  readonly #wanted = { histogram: 0, focus: 0, profile: 0, labStep: 0 };
  #places = $state.raw<MeasuredPlaces>({ region: null, line: null });
  #once: Once | null = null;
  #askedAtMs = -Infinity;
  #later: ReturnType<typeof setTimeout> | undefined;
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
    this.profile = null;
    this.#once?.failed(new Error('another camera was selected'));
    this.resetFocus();
    this.#schedule();
  }

  /** The region whose histogram and sharpness are shown; null for the whole picture. */
  get region(): Roi | null {
    return this.#places.region;
  }

  /** Results of other places are dropped from now on. May be called in an effect, which does not follow the feed. */
  measure(places: MeasuredPlaces): void {
    const before = untrack(() => this.#places);
    this.#places = places;
    if (idOf(before.region) !== idOf(places.region)) this.resetFocus();
    if (places.line === null) this.profile = null;
    this.#scheduleMoved();
  }

  /** One histogram of a region, for a tool that needs a value. @throws when none arrives within a few seconds */
  async once(region: Roi): Promise<Analysis> {
    this.#once?.failed(new Error('another measurement began'));
    const { promise, resolve, reject } = Promise.withResolvers<Analysis>();
    const own: Once = { region, done: resolve, failed: reject };
    this.#once = own;
    const timer = setTimeout(() => reject(new HubError('camera_timeout', 'The camera sent no values within 5 s')), ONCE_WITHIN_MS);
    this.#schedule();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      // A later measurement may have begun.
      if (this.#once === own) this.#once = null;
      this.#schedule();
    }
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
    clearTimeout(this.#later);
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
    if (analysis.profile) {
      if (this.#wanted.profile > 0 && analysis.area === (this.#places.line && areaId({ line: this.#places.line })))
        this.profile = { ...analysis.profile, bitDepth: analysis.bitDepth, seq: analysis.seq };
      return;
    }
    if (this.#once && analysis.area === areaId(this.#once)) this.#once.done(analysis);
    if (analysis.area !== idOf(this.#places.region)) return;
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

  #scheduleMoved(): void {
    clearTimeout(this.#later);
    const waitMs = this.#askedAtMs + ASKS_EVERY_MS - performance.now();
    if (waitMs > 0) this.#later = setTimeout(() => this.#schedule(), waitMs);
    else this.#schedule();
  }

  #request(): AnalysisRequest | null {
    const { histogram, focus, profile, labStep } = this.#wanted;
    const region = this.#once?.region ?? this.#places.region;
    const line = profile > 0 ? this.#places.line : null;
    const figures = { histogram: histogram > 0 || this.#once !== null, focus: focus > 0 };
    if (!figures.histogram && !figures.focus && !line && labStep === 0) return null;
    const part = region && (figures.histogram || figures.focus) ? { region } : {};
    return { ...figures, ...part, ...(line && { line }), ...(labStep > 0 && { labStep: true }) };
  }

  async #ask(): Promise<void> {
    const cameraId = this.#cameraId;
    const request = this.#request();
    const wanted = cameraId !== null && this.#visible && request !== null;
    const question = wanted ? JSON.stringify([cameraId, request]) : '';
    if (question === this.#asked) return;
    if (this.#askedOf !== null && (this.#askedOf !== cameraId || !wanted)) this.#hub.instrument.unwatchAnalysis(this.#askedOf);
    this.#asked = question;
    this.#askedAtMs = performance.now();
    this.#askedOf = wanted ? cameraId : null;
    this.refusal = null;
    if (!wanted) return;
    try {
      await this.#hub.instrument.watchAnalysis(cameraId, request);
    } catch (error) {
      const known = asHubError(error);
      // hub_unreachable is ignored: the request is repeated with the next welcome.
      if (question !== this.#asked || known.code === 'hub_unreachable') return;
      if (this.#once) this.#once.failed(known);
      else this.refusal = known;
    }
  }
}

function idOf(region: Roi | null): string | undefined {
  return region ? areaId({ region }) : undefined;
}

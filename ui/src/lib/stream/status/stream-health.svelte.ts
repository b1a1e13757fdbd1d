import type { CameraState } from '@eyepiece/shared-types';
import type { HubConnection } from '../../hub/hub-connection.svelte.ts';
import type { TickingClock } from '../../browser/ticking-clock.svelte.ts';
import { judgeLateness, judgeLiveness, type LiveVerdict } from '@eyepiece/shared-types/wire/liveness';
import type { StreamStatistics } from './statistics.ts';

/** After this time without a first picture, deferred work no longer waits for it, ms. */
const FIRST_PICTURE_MS = 12_000;
const HEALTHY: readonly LiveVerdict[] = ['live', 'starting', 'paused', 'triggered'];

export interface StreamHealthDeps {
  readonly connection: HubConnection;
  readonly clock: TickingClock;
  readonly camera: () => CameraState | null;
  /** Whether pictures are requested now. */
  readonly watching: () => boolean;
}

/** Whether the pictures of one camera are live, from its player's reports and the hub's camera state. */
export class StreamHealth {
  statistics = $state.raw<StreamStatistics | null>(null);
  /** Age at the last report when it is too old to be called live, ms. */
  #lateMs = $state<number | null>(null);
  #reportedAtMs = $state(0);
  #watchedAtMs = $state(performance.now());
  readonly #deps: StreamHealthDeps;

  readonly sinceFrameMs = $derived.by(() => {
    const since = this.statistics?.sinceFrameMs ?? null;
    return since === null ? null : since + Math.max(0, this.#deps.clock.nowMs - this.#reportedAtMs);
  });

  readonly verdict = $derived.by(() =>
    judgeLiveness({
      hubConnected: this.#deps.connection.connected,
      camera: this.#deps.camera(),
      watching: this.#deps.watching(),
      watchedForMs: this.#deps.clock.nowMs - this.#watchedAtMs,
      sinceFrameMs: this.sinceFrameMs,
      observedIntervalMs: this.statistics?.intervalMs ?? null,
    }),
  );
  readonly live = $derived(this.verdict === 'live');
  /** The first picture is pending; other loading should wait for it. */
  readonly awaitsFirstPicture = $derived.by(() => {
    if (!this.#deps.connection.connected || this.verdict === 'paused') return true;
    const mayCome = this.verdict === 'starting' || this.verdict === 'stalled';
    return mayCome && this.sinceFrameMs === null && this.#deps.clock.nowMs - this.#watchedAtMs < FIRST_PICTURE_MS;
  });
  /** Age of pictures that arrive late, ms; null when they are fresh or missing. */
  readonly lateMs = $derived(this.live ? this.#lateMs : null);
  /** Nothing is wrong between camera and page, though there may be no picture yet. */
  readonly healthy = $derived(HEALTHY.includes(this.verdict));

  /** When the newest picture was drawn or, before the first, taken; ms since the epoch. */
  readonly lastFrameAtMs = $derived.by(() => {
    if (this.sinceFrameMs !== null) return Date.now() - this.sinceFrameMs;
    const takenUs = this.#deps.camera()?.lastFrameAtUs;
    return takenUs === undefined ? null : this.#deps.connection.localMs(takenUs);
  });

  constructor(deps: StreamHealthDeps) {
    this.#deps = deps;
  }

  report(statistics: StreamStatistics): void {
    this.statistics = statistics;
    const { ageMs, sinceFrameMs } = statistics;
    this.#lateMs = judgeLateness({ camera: this.#deps.camera(), ageMs, sinceFrameMs, wasLate: this.#lateMs !== null });
    this.#reportedAtMs = performance.now();
  }

  /** Resets the state for a new request. */
  restart(): void {
    this.statistics = null;
    this.#lateMs = null;
    this.#watchedAtMs = performance.now();
  }
}

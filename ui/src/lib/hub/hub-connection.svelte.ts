import type { HubHealth } from '@eyepiece/shared-types';
import { reportFault } from '../browser/report-fault.ts';
import type { Connection } from '@eyepiece/client/socket/hub-link';
import type { HubClient, Welcome } from './clients/hub-client.ts';
import type { TickingClock } from '../browser/ticking-clock.svelte.ts';

/** Package version and source hash of the running page. */
export const UI_VERSION = __UI_VERSION__;

/** Connection state of the hub. */
export class HubConnection {
  state = $state.raw<Connection>({ kind: 'closed' });
  hubVersion = $state<string | null>(null);
  /** The hub serves another version of the page than the running one. */
  outdated = $state(false);
  /** Hub clock minus local clock, ms. */
  clockOffsetMs = $state<number | null>(null);
  /** State of the hub's database and disk; null until received. */
  health = $state.raw<HubHealth | null>(null);
  readonly #hub: HubClient;
  readonly #clock: TickingClock;
  readonly #undo: (() => void)[];

  readonly connected = $derived(this.state.kind === 'connected');
  readonly lostForMs = $derived.by(() => (this.state.kind === 'lost' ? Math.max(0, this.#clock.nowMs - this.state.sinceMs) : null));
  readonly nextTryInMs = $derived.by(() =>
    this.state.kind === 'lost' && this.state.nextTryAtMs !== null ? Math.max(0, this.state.nextTryAtMs - this.#clock.nowMs) : null,
  );

  constructor(hub: HubClient, clock: TickingClock) {
    this.#hub = hub;
    this.#clock = clock;
    const retry = (): void => hub.retryNow();
    const visible = (): void => {
      if (document.visibilityState === 'visible') hub.retryNow();
    };
    addEventListener('online', retry);
    document.addEventListener('visibilitychange', visible);
    this.#undo = [
      hub.events.on('connection', (state) => (this.state = state)),
      hub.events.on('welcome', (welcome) => this.#welcomed(welcome)),
      hub.events.on('health', (health) => (this.health = health)),
      hub.events.on('clock', (offsetMs) => (this.clockOffsetMs = offsetMs)),
      () => removeEventListener('online', retry),
      () => document.removeEventListener('visibilitychange', visible),
    ];
  }

  retryNow(): void {
    this.#hub.retryNow();
  }

  /** Converts hub time to this machine's time, ms since the epoch. */
  localMs(hubUs: number): number {
    return hubUs / 1000 - (this.clockOffsetMs ?? 0);
  }

  /** The welcome may be outdated when the page was rebuilt after the hub started: ask which version it serves now. */
  lookForUpdate(): void {
    if (!import.meta.env.DEV) void this.#compareVersions();
  }

  close(): void {
    for (const undo of this.#undo) undo();
  }

  #welcomed(welcome: Welcome): void {
    this.hubVersion = welcome.hubVersion;
    // Vite's development server reloads changes itself.
    if (!import.meta.env.DEV && welcome.uiVersion !== '' && welcome.uiVersion !== UI_VERSION) this.lookForUpdate();
  }

  async #compareVersions(): Promise<void> {
    try {
      this.outdated = (await this.#hub.servedUiVersion()) !== UI_VERSION;
    } catch (error) {
      reportFault('The version check failed:', error);
    }
  }
}

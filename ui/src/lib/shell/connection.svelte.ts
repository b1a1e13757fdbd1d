import type { HubHealth } from '@eyepiece/shared-types';
import { reportFault } from './report-fault.ts';
import type { Connection, HubClient, Welcome } from '../hub/hub-client.ts';
import type { TickingClock } from './ticking-clock.svelte.ts';

/** Package version and hash of the sources of the page that runs. */
export const UI_VERSION = __UI_VERSION__;

/** Whether the hub is there, and since when not. */
export class HubConnection {
  state = $state.raw<Connection>({ kind: 'closed' });
  hubVersion = $state<string | null>(null);
  /** The hub serves another version of this page than the one that runs. */
  outdated = $state(false);
  /** Hub clock minus ours, ms. */
  clockOffsetMs = $state<number | null>(null);
  /** What the hub says of its database and disk; null while it has said nothing. */
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

  /** A time of the hub's clock as this machine's, ms since the epoch. */
  localMs(hubUs: number): number {
    return hubUs / 1000 - (this.clockOffsetMs ?? 0);
  }

  /** The hub may have been started before its page was built anew: what it serves now decides. */
  lookForUpdate(): void {
    if (!import.meta.env.DEV) void this.#compareVersions();
  }

  close(): void {
    for (const undo of this.#undo) undo();
  }

  #welcomed(welcome: Welcome): void {
    this.hubVersion = welcome.hubVersion;
    // Vite's own server brings changes by itself.
    if (!import.meta.env.DEV && welcome.uiVersion !== '' && welcome.uiVersion !== UI_VERSION) this.lookForUpdate();
  }

  async #compareVersions(): Promise<void> {
    try {
      this.outdated = (await this.#hub.servedUiVersion()) !== UI_VERSION;
    } catch (error) {
      reportFault('Whether there is a newer page could not be found out:', error);
    }
  }
}

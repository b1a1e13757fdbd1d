import type { Facets } from '@eyepiece/shared-types';
import { reportFault } from '../../shell/report-fault.ts';
import type { HubClient } from '../../hub/hub-client.ts';
import type { Session } from '../../people/session.svelte.ts';

/** New values come with captures; who opens a list again within this time sees the one there is, ms. */
const FRESH_MS = 5000;

/** What there is to filter the whole library by. */
export class FacetList {
  now = $state.raw<Facets | null>(null);
  #askedAtMs = -Infinity;
  readonly #hub: HubClient;
  readonly #session: Session;

  constructor(hub: HubClient, session: Session) {
    this.#hub = hub;
    this.#session = session;
  }

  /** Call when somebody is about to choose. */
  async refresh(): Promise<void> {
    if (performance.now() - this.#askedAtMs < FRESH_MS) return;
    this.#askedAtMs = performance.now();
    try {
      this.now = await this.#hub.library.facets({});
    } catch (error) {
      this.#askedAtMs = -Infinity;
      reportFault('What there is to filter by could not be loaded:', this.#session.notice(error));
    }
  }
}

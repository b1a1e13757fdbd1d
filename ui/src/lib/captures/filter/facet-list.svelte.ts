import type { Facets } from '@eyepiece/shared-types';
import { reportFault } from '../../browser/report-fault.ts';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import type { Session } from '../../people/session.svelte.ts';

/** A list loaded within this time is not loaded again, ms. */
const FRESH_MS = 5000;

/** Values for filtering the whole library. */
export class FacetList {
  now = $state.raw<Facets | null>(null);
  #askedAtMs = -Infinity;
  readonly #hub: HubClient;
  readonly #session: Session;

  constructor(hub: HubClient, session: Session) {
    this.#hub = hub;
    this.#session = session;
  }

  /** Call when a picker opens. */
  async refresh(): Promise<void> {
    if (performance.now() - this.#askedAtMs < FRESH_MS) return;
    this.#askedAtMs = performance.now();
    try {
      this.now = await this.#hub.library.facets({});
    } catch (error) {
      this.#askedAtMs = -Infinity;
      reportFault('The filter values could not be loaded:', this.#session.handleError(error));
    }
  }
}

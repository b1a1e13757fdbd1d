import { reportFault } from '../../browser/report-fault.ts';
import type { CapturesChanged } from '@eyepiece/shared-types';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import type { Session } from '../../people/session.svelte.ts';
import { NewestCaptures } from '../newest-captures.svelte.ts';

/** Pictures of one job share a tile, so that more captures fit than tiles. */
const KEPT = 100;

/** The newest captures of all users, updated live. */
export class RecentCaptures {
  #started = false;
  readonly #newest = new NewestCaptures(KEPT);
  readonly #hub: HubClient;
  readonly #session: Session;
  readonly #undo: (() => void)[];

  constructor(hub: HubClient, session: Session) {
    this.#hub = hub;
    this.#session = session;
    this.#undo = [
      hub.events.on('welcome', () => this.#load()),
      hub.events.on('captureCreated', (capture) => this.#newest.put(capture)),
      hub.events.on('captureUpdated', (capture) => this.#newest.put(capture)),
      hub.events.on('captureDeleted', ({ id }) => this.#newest.remove([id])),
      hub.events.on('capturesChanged', (changed) => this.#manyChanged(changed)),
    ];
  }

  get list(): NewestCaptures['list'] {
    return this.#newest.list;
  }

  /** Loads the list and keeps it current from now on. Deferred, because live pictures need the link first. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#load();
  }

  close(): void {
    for (const undo of this.#undo) undo();
  }

  /** Restored captures are missing from the list and have to be loaded. */
  #manyChanged({ change, ids }: CapturesChanged): void {
    if (ids && change !== 'updated') this.#newest.remove(ids);
    this.#load();
  }

  #load(): void {
    // Guests have no capture strip and do not receive captures of others.
    if (!this.#started || this.#session.user?.guest) return;
    this.#newest
      .load((limit) => this.#hub.listCaptures({}, { limit }))
      .catch((error: unknown) => reportFault('The last captures could not be loaded:', this.#session.handleError(error)));
  }
}

import { reportFault } from '../error/report-fault.ts';
import type { Capture } from '@eyepiece/shared-types';
import type { HubClient } from '../hub/hub-client.ts';
import type { Session } from '../session/session.svelte.ts';
import { inserted } from './capture-order.ts';

const KEPT = 24;

/** The newest captures of everybody, as they come. */
export class RecentCaptures {
  list = $state.raw<readonly Capture[]>([]);
  #wanted = false;
  readonly #hub: HubClient;
  readonly #session: Session;
  readonly #undo: (() => void)[];

  constructor(hub: HubClient, session: Session) {
    this.#hub = hub;
    this.#session = session;
    this.#undo = [
      hub.events.on('welcome', () => this.#wanted && void this.#load()),
      hub.events.on('captureCreated', (capture) => this.#put(capture)),
      hub.events.on('captureUpdated', (capture) => this.#put(capture)),
      hub.events.on('captureDeleted', ({ id }) => (this.list = this.list.filter((capture) => capture.id !== id))),
      hub.events.on('capturesChanged', ({ ids }) => {
        if (this.#wanted && (ids === null || this.list.some(({ id }) => ids.includes(id)))) void this.#load();
      }),
    ];
  }

  /** From now on the list is kept: the captures there are already come now. Live pictures need the link before that. */
  want(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    void this.#load();
  }

  close(): void {
    for (const undo of this.#undo) undo();
  }

  async #load(): Promise<void> {
    // Who came by a link has no strip of captures, and is not given those of others.
    if (this.#session.user?.guest) return;
    try {
      this.list = (await this.#hub.listCaptures({}, { limit: KEPT })).captures;
    } catch (error) {
      reportFault('The last captures could not be loaded:', this.#session.notice(error));
    }
  }

  #put(capture: Capture): void {
    if (capture.deletedAt !== null) return;
    this.list = inserted(this.list, capture).slice(0, KEPT);
  }
}

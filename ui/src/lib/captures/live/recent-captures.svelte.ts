import { reportFault } from '../../shell/report-fault.ts';
import type { CapturesChanged } from '@eyepiece/shared-types';
import type { HubClient } from '../../hub/hub-client.ts';
import type { Session } from '../../people/session.svelte.ts';
import { NewestCaptures } from '../newest-captures.svelte.ts';

const KEPT = 24;

/** The newest captures of everybody, as they come. */
export class RecentCaptures {
  #wanted = false;
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

  /** From now on the list is kept: the captures there are already come now. Live pictures need the link before that. */
  want(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#load();
  }

  close(): void {
    for (const undo of this.#undo) undo();
  }

  /** Those that were brought back from the trash are not in the list, and belong there. */
  #manyChanged({ change, ids }: CapturesChanged): void {
    if (ids && change !== 'updated') this.#newest.remove(ids);
    this.#load();
  }

  #load(): void {
    // Who came by a link has no strip of captures, and is not given those of others.
    if (!this.#wanted || this.#session.user?.guest) return;
    this.#newest
      .load((limit) => this.#hub.listCaptures({}, { limit }))
      .catch((error: unknown) => reportFault('The last captures could not be loaded:', this.#session.notice(error)));
  }
}

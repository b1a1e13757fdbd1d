/** Comings and goings in sessions, told a few at a time: 700 people who join must not be 700 lists of 700 people. */

export interface NewsTiming {
  /** Between two events with those who came or left, ms. */
  readonly peopleEveryMs: number;
  /** Between two events with the whole session, ms. */
  readonly stateEveryMs: number;
}

export interface PeopleNewsEvents {
  tellPeople(sessionId: string, userIds: readonly string[]): void;
  tellState(sessionId: string): Promise<void>;
}

interface Pending {
  readonly userIds: Set<string>;
  people: NodeJS.Timeout | undefined;
  state: NodeJS.Timeout | undefined;
  stateIsDue: boolean;
}

const TIMING: NewsTiming = { peopleEveryMs: 500, stateEveryMs: 1000 };
/** People in one event. */
const BATCH = 100;

/** The first of several changes is told at once, the others together when the time is over. */
export class PeopleNews {
  readonly #events: PeopleNewsEvents;
  readonly #onError: (error: unknown) => void;
  readonly #timing: NewsTiming;
  readonly #sessions = new Map<string, Pending>();

  constructor(events: PeopleNewsEvents, onError: (error: unknown) => void, timing = TIMING) {
    this.#events = events;
    this.#onError = onError;
    this.#timing = timing;
  }

  /** Somebody joined or left. Resolves when what is due at once is told. */
  async changed(sessionId: string, userId: string): Promise<void> {
    const pending = this.#sessions.get(sessionId) ?? { userIds: new Set(), people: undefined, state: undefined, stateIsDue: false };
    this.#sessions.set(sessionId, pending);
    pending.userIds.add(userId);
    pending.stateIsDue = true;
    this.#tellPeople(sessionId, pending);
    await this.#tellState(sessionId, pending);
  }

  /** The session is told as a whole for another reason, or has ended. */
  forget(sessionId: string): void {
    const pending = this.#sessions.get(sessionId);
    clearTimeout(pending?.people);
    clearTimeout(pending?.state);
    this.#sessions.delete(sessionId);
  }

  close(): void {
    for (const id of [...this.#sessions.keys()]) this.forget(id);
  }

  #tellPeople(sessionId: string, pending: Pending): void {
    if (pending.people !== undefined || pending.userIds.size === 0) return;
    const batch = [...pending.userIds].slice(0, BATCH);
    for (const userId of batch) pending.userIds.delete(userId);
    pending.people = this.#later(this.#timing.peopleEveryMs, () => {
      pending.people = undefined;
      this.#tellPeople(sessionId, pending);
      return Promise.resolve();
    });
    this.#events.tellPeople(sessionId, batch);
  }

  async #tellState(sessionId: string, pending: Pending): Promise<void> {
    if (pending.state !== undefined || !pending.stateIsDue) return;
    pending.stateIsDue = false;
    pending.state = this.#later(this.#timing.stateEveryMs, () => {
      pending.state = undefined;
      return this.#tellState(sessionId, pending);
    });
    await this.#events.tellState(sessionId);
  }

  #later(ms: number, work: () => Promise<void>): NodeJS.Timeout {
    return setTimeout(() => void work().catch(this.#onError), ms).unref();
  }
}

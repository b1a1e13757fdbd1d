/** Batches announcements of joining and leaving, so that 700 people who join do not cause 700 lists of 700 people. */

export interface UpdateTiming {
  /** Minimum interval of events with the people who joined or left, ms. */
  readonly peopleEveryMs: number;
  /** Minimum interval of events with the whole session, ms. */
  readonly stateEveryMs: number;
}

export interface ParticipantUpdateEvents {
  emitPeople(sessionId: string, userIds: readonly string[]): void;
  emitState(sessionId: string): Promise<void>;
}

interface Pending {
  readonly userIds: Set<string>;
  people: NodeJS.Timeout | undefined;
  state: NodeJS.Timeout | undefined;
  stateIsDue: boolean;
}

const TIMING: UpdateTiming = { peopleEveryMs: 500, stateEveryMs: 1000 };
/** Maximum people per event. */
const BATCH = 100;

/** Announces the first change at once, and the following ones together after the interval. */
export class ParticipantUpdates {
  readonly #events: ParticipantUpdateEvents;
  readonly #onError: (error: unknown) => void;
  readonly #timing: UpdateTiming;
  readonly #sessions = new Map<string, Pending>();

  constructor(events: ParticipantUpdateEvents, onError: (error: unknown) => void, timing = TIMING) {
    this.#events = events;
    this.#onError = onError;
    this.#timing = timing;
  }

  /** A person joined or left. Resolves when the immediate events are emitted. */
  async changed(sessionId: string, userId: string): Promise<void> {
    const pending = this.#sessions.get(sessionId) ?? { userIds: new Set(), people: undefined, state: undefined, stateIsDue: false };
    this.#sessions.set(sessionId, pending);
    pending.userIds.add(userId);
    pending.stateIsDue = true;
    this.#emitPeople(sessionId, pending);
    await this.#emitState(sessionId, pending);
  }

  /** Drops pending events, because the whole session is announced or has ended. */
  forget(sessionId: string): void {
    const pending = this.#sessions.get(sessionId);
    clearTimeout(pending?.people);
    clearTimeout(pending?.state);
    this.#sessions.delete(sessionId);
  }

  close(): void {
    for (const id of [...this.#sessions.keys()]) this.forget(id);
  }

  #emitPeople(sessionId: string, pending: Pending): void {
    if (pending.people !== undefined || pending.userIds.size === 0) return;
    const batch = [...pending.userIds].slice(0, BATCH);
    for (const userId of batch) pending.userIds.delete(userId);
    pending.people = this.#later(this.#timing.peopleEveryMs, () => {
      pending.people = undefined;
      this.#emitPeople(sessionId, pending);
      return Promise.resolve();
    });
    this.#events.emitPeople(sessionId, batch);
  }

  async #emitState(sessionId: string, pending: Pending): Promise<void> {
    if (pending.state !== undefined || !pending.stateIsDue) return;
    pending.stateIsDue = false;
    pending.state = this.#later(this.#timing.stateEveryMs, () => {
      pending.state = undefined;
      return this.#emitState(sessionId, pending);
    });
    await this.#events.emitState(sessionId);
  }

  #later(ms: number, work: () => Promise<void>): NodeJS.Timeout {
    return setTimeout(() => void work().catch(this.#onError), ms).unref();
  }
}

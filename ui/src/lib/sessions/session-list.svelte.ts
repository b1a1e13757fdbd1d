import type { CaptureSession } from '@eyepiece/shared-types';
import type { HubClient } from '../hub/clients/hub-client.ts';
import type { HubError } from '@eyepiece/client/hub-error';
import { LatestRequest } from '../hub/latest-request.svelte.ts';
import type { Session } from '../people/session.svelte.ts';
import { withChangedPeople } from './session-people.ts';

const PAGE = 50;
const OPEN_LIMIT = 200;

/** List of sessions: open ones first, then ended ones, newest first, loaded by page. */
export class SessionList {
  open = $state.raw<readonly CaptureSession[]>([]);
  ended = $state.raw<readonly CaptureSession[]>([]);
  total = $state<number | null>(null);
  query = $state('');
  #nextCursor = $state<string | null>(null);
  readonly #hub: HubClient;
  readonly #request: LatestRequest;
  readonly #undo: (() => void)[];

  readonly hasMore = $derived(this.#nextCursor !== null);

  constructor(hub: HubClient, session: Session) {
    this.#hub = hub;
    this.#request = new LatestRequest(session);
    this.#undo = [
      hub.events.on('captureSession', (changed) => this.#changed(changed)),
      hub.events.on('sessionPeople', (news) => {
        this.open = this.open.map((one) => (one.id === news.sessionId ? withChangedPeople(one, news) : one));
      }),
      hub.events.on('welcome', () => void this.reload()),
    ];
  }

  get loading(): boolean {
    return this.#request.loading;
  }

  get error(): HubError | null {
    return this.#request.error;
  }

  async search(query: string): Promise<void> {
    this.query = query.trim();
    await this.reload();
  }

  async reload(): Promise<void> {
    await this.#request.run(async (signal) => {
      const [open, ended] = await Promise.all([
        this.#hub.sessions.list({ q: this.query, open: true }, { limit: OPEN_LIMIT }, signal),
        this.#hub.sessions.list({ q: this.query, open: false }, { limit: PAGE }, signal),
      ]);
      if (signal.aborted) return;
      [this.open, this.ended] = [open.sessions, ended.sessions];
      this.total = open.total + ended.total;
      this.#nextCursor = ended.nextCursor;
    });
  }

  async more(): Promise<void> {
    const cursor = this.#nextCursor;
    if (this.loading || cursor === null) return;
    await this.#request.run(async (signal) => {
      const page = await this.#hub.sessions.list({ q: this.query, open: false }, { cursor, limit: PAGE }, signal);
      if (signal.aborted) return;
      this.ended = [...this.ended, ...page.sessions.filter(({ id }) => !this.ended.some((known) => known.id === id))];
      this.#nextCursor = page.nextCursor;
    });
  }

  close(): void {
    this.#request.abort();
    for (const undo of this.#undo) undo();
  }

  /**
   * An ended session moves to the other list. A new one is inserted, except under a search, which only the hub can
   * answer.
   */
  #changed(session: CaptureSession): void {
    if (this.total === null) return;
    const known = [...this.open, ...this.ended].some(({ id }) => id === session.id);
    if (!known && this.query !== '') return;
    if (!known) this.total += 1;
    const others = (list: readonly CaptureSession[]): CaptureSession[] => list.filter(({ id }) => id !== session.id);
    const isOpen = session.endedAt === null;
    this.open = isOpen ? newestFirst([...others(this.open), session]) : others(this.open);
    if (!isOpen) this.ended = newestFirst([...others(this.ended), session]);
  }
}

function newestFirst(sessions: readonly CaptureSession[]): CaptureSession[] {
  return [...sessions].sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

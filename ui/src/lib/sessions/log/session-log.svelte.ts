import type { SessionEntry } from '@eyepiece/shared-types';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import type { HubError } from '@eyepiece/client/hub-error';
import type { Session } from '../../people/session.svelte.ts';
import type { LogPart } from '../../hub/clients/session-client.ts';
import { merged } from './log-order.ts';

interface SessionLogParts {
  readonly hub: HubClient;
  readonly session: Session;
  readonly sessionId: string;
  readonly kind?: SessionEntry['kind'] | undefined;
  /** Entries per page. */
  readonly page?: number;
}

/** Larger than any entry id, and within the database's integer range. */
const AFTER_ALL = 2_147_483_647;
const CATCH_UP_LIMIT = 1000;

/** The log of one session, loaded from its end backwards and updated live. */
export class SessionLog {
  /** Oldest first, without gaps from the first to the newest. */
  entries = $state.raw<readonly SessionEntry[]>([]);
  /** Whether there are entries older than the first. */
  more = $state(false);
  loading = $state(false);
  loaded = $state(false);
  error = $state.raw<HubError | null>(null);
  readonly #parts: SessionLogParts;
  readonly #undo: (() => void)[];

  constructor(parts: SessionLogParts) {
    this.#parts = parts;
    const { events } = parts.hub;
    this.#undo = [events.on('sessionEntry', (entry) => this.#arrived(entry)), events.on('welcome', () => void this.#catchUp())];
    void this.older();
  }

  /** Loads the page before the first entry, or the last page when none is loaded. */
  async older(): Promise<void> {
    if (this.loading || (this.loaded && !this.more)) return;
    await this.#load({ before: this.entries[0]?.id ?? AFTER_ALL, limit: this.#parts.page ?? 100 }, (more) => (this.more = more));
  }

  close(): void {
    for (const undo of this.#undo) undo();
  }

  #arrived(entry: SessionEntry): void {
    const { sessionId, kind } = this.#parts;
    const first = this.entries[0];
    // An entry older than the loaded ones is loaded with its page.
    const older = first !== undefined && entry.id < first.id && this.more;
    if (entry.sessionId !== sessionId || (kind !== undefined && entry.kind !== kind) || older) return;
    this.entries = merged(this.entries, [entry]);
  }

  /** After a lost connection, loads all shown entries again: notes may have changed. */
  async #catchUp(): Promise<void> {
    if (!this.loaded) return this.older();
    let after = (this.entries[0]?.id ?? 1) - 1;
    let more = true;
    while (more) {
      more = await this.#load({ after, limit: CATCH_UP_LIMIT });
      after = Math.max(after, this.entries.at(-1)?.id ?? after);
    }
  }

  async #load(part: LogPart, then?: (more: boolean) => void): Promise<boolean> {
    const { hub, session, sessionId, kind } = this.#parts;
    this.loading = true;
    try {
      const { entries, more } = await hub.sessions.log(sessionId, kind === undefined ? part : { ...part, kind });
      this.entries = merged(this.entries, entries);
      this.loaded = true;
      this.error = null;
      then?.(more);
      return more;
    } catch (error) {
      this.error = session.handleError(error);
      return false;
    } finally {
      this.loading = false;
    }
  }
}

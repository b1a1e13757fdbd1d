import type { AuditEntry, AuditFilter } from '@eyepiece/shared-types';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import type { HubError } from '@eyepiece/client/hub-error';
import { LatestRequest } from '../../hub/latest-request.svelte.ts';
import type { Session } from '../session.svelte.ts';

const PAGE = 100;
/** Rows that the page keeps at most: a table of all entries would make it slow. */
const ROWS_MAX = 2000;

/** Entries of the audit trail, newest first, loaded by page. */
export class AuditList {
  entries = $state.raw<readonly AuditEntry[]>([]);
  filter = $state.raw<AuditFilter>({});
  loaded = $state(false);
  #nextCursor = $state<string | null>(null);
  readonly #hub: HubClient;
  readonly #request: LatestRequest;

  readonly hasMore = $derived(this.#nextCursor !== null && this.entries.length < ROWS_MAX);
  /** Whether there are older entries that this list does not load. */
  readonly isCut = $derived(this.#nextCursor !== null && this.entries.length >= ROWS_MAX);
  readonly isFiltered = $derived(Object.keys(this.filter).length > 0);

  constructor(hub: HubClient, session: Session) {
    this.#hub = hub;
    this.#request = new LatestRequest(session);
  }

  get loading(): boolean {
    return this.#request.loading;
  }

  get error(): HubError | null {
    return this.#request.error;
  }

  /** Undefined and empty values remove a condition. */
  async narrow(change: { readonly [Key in keyof AuditFilter]?: AuditFilter[Key] | undefined }): Promise<void> {
    const given = Object.entries({ ...this.filter, ...change }).filter(([, value]) => value !== undefined && value !== '');
    this.filter = Object.fromEntries(given);
    await this.reload();
  }

  async clear(): Promise<void> {
    this.filter = {};
    await this.reload();
  }

  async reload(): Promise<void> {
    await this.#request.run(async (signal) => {
      const page = await this.#hub.audit.page(this.filter, { limit: PAGE }, signal);
      if (signal.aborted) return;
      this.entries = page.entries;
      this.#nextCursor = page.nextCursor;
      this.loaded = true;
    });
  }

  async more(): Promise<void> {
    const cursor = this.#nextCursor;
    if (this.loading || cursor === null || !this.hasMore) return;
    await this.#request.run(async (signal) => {
      const page = await this.#hub.audit.page(this.filter, { cursor, limit: PAGE }, signal);
      if (signal.aborted) return;
      this.entries = [...this.entries, ...page.entries];
      this.#nextCursor = page.nextCursor;
    });
  }

  close(): void {
    this.#request.abort();
  }
}

/** The filtered copies of a capture, and for a copy the capture that it was made from. */
import type { Capture } from '@eyepiece/shared-types';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import { asHubError } from '@eyepiece/client/hub-error';
import { LatestRequest } from '../../hub/latest-request.svelte.ts';
import type { Session } from '../../people/session.svelte.ts';

/** The library shows the others. */
const SHOWN = 6;

interface CaptureCopiesDeps {
  readonly hub: Pick<HubClient, 'events' | 'listCaptures' | 'getCapture'>;
  readonly session: Pick<Session, 'handleError'>;
}

export class CaptureCopies {
  /** The newest. */
  list = $state.raw<readonly Capture[]>([]);
  total = $state(0);
  /** `removed`: it was deleted for good. null: the capture is no copy, or its source is not loaded yet. */
  source = $state.raw<Capture | 'removed' | null>(null);
  readonly request: LatestRequest;
  readonly #deps: CaptureCopiesDeps;

  constructor(deps: CaptureCopiesDeps) {
    this.#deps = deps;
    this.request = new LatestRequest(deps.session);
  }

  /**
   * Follows the copies of a capture until the returned function is called.
   * @param sourceId what the capture was made from
   */
  follow(id: string, sourceId: string | undefined): () => void {
    const { events } = this.#deps.hub;
    const load = (): void => void this.#load(id, sourceId);
    const concerns = (changed: string): boolean => changed === sourceId || this.list.some((copy) => copy.id === changed);
    const ifNear = (changed: Capture): void => {
      if (changed.derivedFrom?.captureId === id || concerns(changed.id)) load();
    };
    const ifConcerned = ({ id: gone }: { id: string }): void => {
      if (concerns(gone)) load();
    };
    this.list = [];
    this.total = 0;
    this.source = null;
    load();
    const undo = [
      events.on('captureCreated', ifNear),
      events.on('captureUpdated', ifNear),
      events.on('captureDeleted', ifConcerned),
      events.on('capturePurged', ifConcerned),
      events.on('capturesChanged', load),
      events.on('welcome', load),
    ];
    return () => {
      for (const off of undo) off();
      this.request.abort();
    };
  }

  #load(id: string, sourceId: string | undefined): Promise<void> {
    return this.request.run(async (signal) => {
      const [page, source] = await Promise.all([
        this.#deps.hub.listCaptures({ copiesOf: id }, { limit: SHOWN }, signal),
        sourceId === undefined ? null : this.#sourceOf(sourceId),
      ]);
      if (signal.aborted) return;
      this.list = page.captures;
      this.total = page.total;
      this.source = source;
    });
  }

  async #sourceOf(id: string): Promise<Capture | 'removed'> {
    try {
      return await this.#deps.hub.getCapture(id);
    } catch (error) {
      if (asHubError(error).code === 'capture_not_found') return 'removed';
      throw error;
    }
  }
}

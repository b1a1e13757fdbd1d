import type { Capture } from '@eyepiece/shared-types';
import type { HubClient } from '../hub/hub-client.ts';
import type { Session } from '../session/session.svelte.ts';
import type { Library } from './library.svelte.ts';

export interface Notices {
  undo(text: string, undo: () => void): void;
  error(error: unknown): void;
}

/** Deleting captures with a way back. */
export class Trash {
  readonly #hub: HubClient;
  readonly #library: Library;
  readonly #session: Session;
  readonly #notices: Notices;

  constructor(hub: HubClient, library: Library, session: Session, notices: Notices) {
    this.#hub = hub;
    this.#library = library;
    this.#session = session;
    this.#notices = notices;
  }

  /** Returns whether it is gone. What failed has been told. */
  async discard(captures: readonly Capture[]): Promise<boolean> {
    const results = await Promise.allSettled(captures.map((capture) => this.#hub.deleteCapture(capture.id)));
    const gone = captures.filter((_, index) => results[index]?.status === 'fulfilled');
    const failed = results.find((result) => result.status === 'rejected');
    for (const { id } of gone) this.#library.forget(id);
    if (gone.length > 0)
      this.#notices.undo(gone.length === 1 ? 'Capture deleted' : `${gone.length} captures deleted`, () => void this.#restore(gone));
    if (failed) this.#notices.error(this.#session.notice(failed.reason));
    return !failed;
  }

  async #restore(captures: readonly Capture[]): Promise<void> {
    for (const capture of captures) {
      try {
        this.#library.put(await this.#hub.restoreCapture(capture.id));
      } catch (error) {
        this.#notices.error(this.#session.notice(error));
      }
    }
  }
}

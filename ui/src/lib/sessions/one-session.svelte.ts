import type { CaptureSession } from '@eyepiece/shared-types';
import { errorText } from '../text/error-text.ts';
import type { HubClient } from '../hub/clients/hub-client.ts';
import type { Session } from '../people/session.svelte.ts';
import { withChangedPeople, withKnownPeople } from './session-people.ts';

/** One session, open or ended, updated live. */
export class OneSession {
  now = $state.raw<CaptureSession | null>(null);
  /** Why it cannot be shown. */
  error = $state<string | null>(null);
  readonly #undo: (() => void)[];

  constructor(hub: HubClient, signedIn: Session, id: string) {
    const load = async (): Promise<void> => {
      try {
        this.now = await hub.sessions.get(id);
        this.error = null;
      } catch (error) {
        const text = errorText(signedIn.handleError(error));
        if (this.now === null) this.error = text;
      }
    };
    this.#undo = [
      hub.events.on('captureSession', (changed) => changed.id === id && (this.now = withKnownPeople(this.now, changed))),
      hub.events.on('sessionPeople', (news) => {
        if (news.sessionId === id && this.now) this.now = withChangedPeople(this.now, news);
      }),
      hub.events.on('welcome', () => void load()),
    ];
    void load();
  }

  close(): void {
    for (const undo of this.#undo) undo();
  }
}

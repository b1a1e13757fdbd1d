import type { LoginSession } from '@eyepiece/shared-types';
import { errorText } from '../text/error-text.ts';
import type { HubClient } from '../hub/clients/hub-client.ts';
import type { Session } from './session.svelte.ts';
import { durationText, momentText } from '../text/clock-text.ts';

type Hub = Pick<HubClient, 'listLoginSessions' | 'endLoginSession' | 'endOtherLoginSessions'>;

/** Login sessions of this user. */
export class LoginSessions {
  list = $state.raw<readonly LoginSession[] | null>(null);
  busy = $state(false);
  error = $state<string | null>(null);
  readonly #hub: Hub;
  readonly #session: Pick<Session, 'handleError'>;

  constructor(hub: Hub, session: Pick<Session, 'handleError'>) {
    this.#hub = hub;
    this.#session = session;
  }

  get others(): number {
    return (this.list ?? []).filter(({ current }) => !current).length;
  }

  load(): Promise<void> {
    return this.#attempt(() => Promise.resolve());
  }

  end(id: string): Promise<void> {
    return this.#attempt(() => this.#hub.endLoginSession(id));
  }

  endOthers(): Promise<void> {
    return this.#attempt(() => this.#hub.endOtherLoginSessions());
  }

  /** Runs the action, then reloads the list: a session may have ended meanwhile. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.error = null;
    try {
      await work();
    } catch (error) {
      this.#fail(error);
    }
    try {
      this.list = await this.#hub.listLoginSessions();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.busy = false;
    }
  }

  #fail(error: unknown): void {
    this.error ??= errorText(this.#session.handleError(error));
  }
}

/** The hub updates the last use about once a minute. */
const IN_USE_MS = 2 * 60_000;

/** "in use", or "last used 3 h ago". */
export function lastUseText({ lastUsedAt, current }: Pick<LoginSession, 'lastUsedAt' | 'current'>, nowMs: number): string {
  const agoMs = nowMs - Date.parse(lastUsedAt);
  return current || agoMs < IN_USE_MS ? 'in use' : `last used ${durationText(agoMs)} ago`;
}

/** "192.0.2.1 · in use · since 14:02". */
export function loginSessionText(session: LoginSession, nowMs: number): string {
  return [session.address, lastUseText(session, nowMs), `since ${momentText(session.createdAt, nowMs)}`].filter(Boolean).join(' · ');
}

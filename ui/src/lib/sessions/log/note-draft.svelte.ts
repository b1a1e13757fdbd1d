import { SESSION_TEXT_MAX, type SessionEntry } from '@eyepiece/shared-types';
import { errorText } from '../../text/error-text.ts';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import { readPreference, writePreference } from '../../browser/preferences.ts';
import type { Session } from '../../people/session.svelte.ts';

/** The typing state is repeated at this interval, ms. */
const TYPING_INTERVAL_MS = 3000;

/** A new note being written. The browser stores it until the hub has accepted it. */
export class NoteDraft {
  text = $state('');
  sending = $state(false);
  error = $state<string | null>(null);
  readonly #hub: HubClient;
  readonly #session: Session;
  readonly #sessionId: string;
  #typingSentMs = -Infinity;

  readonly tooLong = $derived(this.text.trim().length > SESSION_TEXT_MAX);
  readonly sendable = $derived(this.text.trim() !== '' && !this.tooLong && !this.sending);

  constructor(hub: HubClient, session: Session, sessionId: string) {
    this.#hub = hub;
    this.#session = session;
    this.#sessionId = sessionId;
    this.text = readPreference(this.#key) ?? '';
  }

  write(text: string, nowMs = performance.now()): void {
    this.text = text;
    writePreference(this.#key, text === '' ? null : text);
    if (text.trim() === '') this.pause();
    else if (nowMs - this.#typingSentMs > TYPING_INTERVAL_MS) this.#sendTyping(true, nowMs);
  }

  /** The user stopped typing. */
  pause(): void {
    if (this.#typingSentMs !== -Infinity) this.#sendTyping(false, -Infinity);
  }

  /** Sends the note; text typed meanwhile stays. Resolves with the note, or null on failure. */
  async send(): Promise<SessionEntry | null> {
    if (!this.sendable) return null;
    const sent = this.text;
    this.sending = true;
    try {
      const entry = await this.#hub.sessions.writeNote({ sessionId: this.#sessionId, text: sent.trim() });
      this.error = null;
      if (this.text === sent) this.write('');
      return entry;
    } catch (error) {
      this.error = errorText(this.#session.handleError(error));
      return null;
    } finally {
      this.sending = false;
    }
  }

  get #key(): string {
    return `note.${this.#sessionId}`;
  }

  #sendTyping(typing: boolean, nowMs: number): void {
    this.#typingSentMs = nowMs;
    this.#hub.sessions.sendTyping(this.#sessionId, typing);
  }
}

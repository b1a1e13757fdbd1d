import { SESSION_TEXT_MAX, type SessionEntry } from '@eyepiece/shared-types';
import { errorText } from '../../text/error-text.ts';
import type { HubClient } from '../../hub/hub-client.ts';
import { readPreference, writePreference } from '../../shell/preferences.ts';
import type { Session } from '../../people/session.svelte.ts';

/** Others are told again after this long that somebody still writes, ms. */
const TOLD_EVERY_MS = 3000;

/** A new note as it is being written: this browser keeps it until the hub has it. */
export class NoteDraft {
  text = $state('');
  sending = $state(false);
  error = $state<string | null>(null);
  readonly #hub: HubClient;
  readonly #session: Session;
  readonly #sessionId: string;
  #toldMs = -Infinity;

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
    else if (nowMs - this.#toldMs > TOLD_EVERY_MS) this.#tell(true, nowMs);
  }

  /** Nobody writes here for now. */
  pause(): void {
    if (this.#toldMs !== -Infinity) this.#tell(false, -Infinity);
  }

  /** What was typed meanwhile stays. Resolves with the note, or null when it could not be sent. */
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
      this.error = errorText(this.#session.notice(error));
      return null;
    } finally {
      this.sending = false;
    }
  }

  get #key(): string {
    return `note.${this.#sessionId}`;
  }

  #tell(typing: boolean, nowMs: number): void {
    this.#toldMs = nowMs;
    this.#hub.sessions.tellTyping(this.#sessionId, typing);
  }
}

import { SESSION_TEXT_MAX, type SessionEntry } from '@eyepiece/shared-types';
import { errorText } from '../../text/error-text.ts';
import type { HubClient } from '../../hub/clients/hub-client.ts';
import { asHubError } from '@eyepiece/client/hub-error';
import { readPreference, writePreference } from '../../browser/preferences.ts';
import type { Session } from '../../people/session.svelte.ts';

/** A note being edited. When another user changes it meanwhile, both versions are offered. */
export class NoteEdit {
  text = $state('');
  saving = $state(false);
  error = $state<string | null>(null);
  /** The version of another user since the edit began. */
  theirs = $state.raw<SessionEntry | null>(null);
  readonly #hub: HubClient;
  readonly #session: Session;
  #base: SessionEntry;

  readonly changed = $derived.by(() => this.text.trim() !== (this.theirs ?? this.#base).text);
  readonly savable = $derived(this.text.trim() !== '' && this.text.trim().length <= SESSION_TEXT_MAX && !this.saving);

  constructor(entry: SessionEntry, hub: HubClient, session: Session) {
    this.#base = entry;
    this.#hub = hub;
    this.#session = session;
    this.text = readPreference(this.#key) ?? entry.text;
  }

  write(text: string): void {
    this.text = text;
    writePreference(this.#key, text);
  }

  /** An update of the note. */
  receive(entry: SessionEntry): void {
    const known = this.theirs ?? this.#base;
    if (!this.saving && entry.revision > known.revision && entry.text !== this.text.trim()) this.theirs = entry;
  }

  /** Discards the own text and keeps the other version. */
  takeTheirs(): void {
    if (!this.theirs) return;
    this.#base = this.theirs;
    this.theirs = null;
    this.write(this.#base.text);
  }

  /** Resolves to true when saved. Overwrites another version only after it was shown. */
  async save(): Promise<boolean> {
    if (!this.savable) return false;
    const { id: entryId, sessionId, revision } = this.theirs ?? this.#base;
    this.saving = true;
    try {
      await this.#hub.sessions.writeNote({ sessionId, text: this.text.trim(), entryId, revision });
      this.discard();
      return true;
    } catch (error) {
      await this.#failed(error, sessionId, entryId);
      return false;
    } finally {
      this.saving = false;
    }
  }

  discard(): void {
    writePreference(this.#key, null);
  }

  async #failed(failure: unknown, sessionId: string, entryId: number): Promise<void> {
    this.error = null;
    try {
      if (asHubError(failure).code !== 'conflict') throw failure;
      const { entries } = await this.#hub.sessions.log(sessionId, { after: entryId - 1, limit: 1 });
      this.theirs = entries[0] ?? null;
    } catch (error) {
      this.error = errorText(this.#session.handleError(error));
    }
  }

  get #key(): string {
    return `edit.${this.#base.id}`;
  }
}

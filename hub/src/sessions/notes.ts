/** Notes in the logs of sessions: written, edited and taken back; nothing that somebody wrote is lost. */
import type { SessionEntry, SessionNote } from '@eyepiece/shared-types';
import { LockMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { authorizeOwn } from '../auth/policies.ts';
import { userOf, type Caller } from '../commands/journal.ts';
import { conflict, notFound } from '../errors.ts';
import type { Database } from '../persistence/orm.ts';
import { SessionEntryRevisionEntity } from '../persistence/session-entry-revision.ts';
import { SessionEntryEntity, type SessionEntryRow } from '../persistence/session-entry.ts';
import { assertStorable } from '../persistence/storable-text.ts';
import type { SessionLog } from './log.ts';
import { personOf, toEntry } from './present.ts';

/** A note as it was, newest first. */
export interface NoteRevision {
  readonly revision: number;
  readonly at: string;
  readonly by: SessionEntry['person'];
  readonly text: string;
}

export interface SessionNotesParts {
  readonly database: Database;
  readonly log: SessionLog;
  readonly nowUs: () => number;
}

export class SessionNotes {
  readonly #database: Database;
  readonly #log: SessionLog;
  readonly #nowUs: () => number;

  constructor({ database, log, nowUs }: SessionNotesParts) {
    this.#database = database;
    this.#log = log;
    this.#nowUs = nowUs;
  }

  /**
   * A new note, or a new text of one: one's own, operators any. Also after the session's end.
   * @throws {HubError} conflict naming who has edited it since `revision`; forbidden, not_found
   */
  write({ sessionId, text, entryId, revision }: SessionNote, caller: Caller): Promise<SessionEntry> {
    assertStorable({ text });
    if (entryId !== undefined) return this.#change({ sessionId, entryId, revision }, caller, { text, deletedAt: null });
    return this.#log.appendNow({ sessionId, at: this.#now(), kind: 'note', action: 'note.write', person: userOf(caller), text });
  }

  /** Takes a note back: its text is in the history only. */
  remove(sessionId: string, entryId: number, caller: Caller): Promise<SessionEntry> {
    return this.#change({ sessionId, entryId }, caller, { text: '', deletedAt: this.#now() });
  }

  /** Everything that it was before, newest first. @throws {HubError} not_found */
  async history(sessionId: string, entryId: number): Promise<NoteRevision[]> {
    return this.#database.use(async (em) => {
      await this.#note(em, sessionId, entryId);
      const rows = await em.find(SessionEntryRevisionEntity, { entryId }, { orderBy: { revision: 'desc' } });
      return rows.map(({ revision, at, byId, byName, text }) => ({ revision, at: at.toISOString(), by: personOf(byId, byName), text }));
    });
  }

  async #change(
    { sessionId, entryId, revision }: { sessionId: string; entryId: number; revision?: number | undefined },
    caller: Caller,
    change: Pick<SessionEntryRow, 'text' | 'deletedAt'>,
  ): Promise<SessionEntry> {
    const row = await this.#database.transaction(async (em) => {
      const note = await this.#note(em, sessionId, entryId, LockMode.PESSIMISTIC_WRITE);
      authorizeOwn(caller, 'session:note', note.personId);
      if (revision !== undefined && revision !== note.revision) throw changedMeanwhile(note);
      if (note.text === change.text) return note;
      await em.insert(SessionEntryRevisionEntity, asItWas(note));
      const edit = { editedAt: this.#now(), editedById: caller.userId, editedByName: caller.name };
      return Object.assign(note, change, edit, { revision: note.revision + 1 });
    });
    const entry = toEntry(row);
    this.#log.announce(entry);
    return entry;
  }

  async #note(em: SqlEntityManager, sessionId: string, entryId: number, lockMode = LockMode.NONE): Promise<SessionEntryRow> {
    const row = await em.findOne(SessionEntryEntity, { id: entryId, sessionId, kind: 'note' }, { lockMode });
    if (row === null) throw notFound(`Note ${String(entryId)}`);
    return row;
  }

  #now(): Date {
    return new Date(this.#nowUs() / 1000);
  }
}

function asItWas({ id, revision, at, personId, personName, text, editedAt, editedById, editedByName }: SessionEntryRow): {
  entryId: number;
  revision: number;
  at: Date;
  byId: string | null;
  byName: string | null;
  text: string;
} {
  const edited = editedAt ? { at: editedAt, byId: editedById, byName: editedByName } : { at, byId: personId, byName: personName };
  return { entryId: id, revision, at: edited.at, byId: edited.byId ?? null, byName: edited.byName ?? null, text };
}

function changedMeanwhile({ editedByName, editedAt, deletedAt }: SessionEntryRow): Error {
  const at = editedAt?.toISOString().slice(11, 16) ?? '';
  const what = deletedAt ? 'took this note back' : 'changed this note';
  return conflict(`${editedByName ?? 'Somebody'} ${what} meanwhile, at ${at} UTC: read it, then save yours again`);
}

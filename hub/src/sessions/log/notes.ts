/** Notes in session logs. Notes can be edited and removed; earlier texts stay in the history. */
import type { SessionEntry, SessionNote } from '@eyepiece/shared-types';
import { LockMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { userOf, type Caller } from '../../people/caller.ts';
import { authorizeOwn } from '../../people/policies.ts';
import { conflict, limitReached, notFound } from '../../errors.ts';
import { DEFAULT_LIMITS } from '../../process/limits/limits.ts';
import type { WritingLimits } from '../../process/limits/writing-limits.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { CaptureSessionEntity } from '../../persistence/entities/sessions/capture-session.ts';
import { SessionEntryEntity, SessionEntryRevisionEntity, type SessionEntryRow } from '../../persistence/entities/sessions/session-entry.ts';
import { assertStorable } from '../../persistence/storable-text.ts';
import { WriteRate } from '../../process/limits/queues/write-rate.ts';
import type { SessionLog } from './log.ts';
import { personOf, toEntry } from '../rows/present.ts';

/** An earlier version of a note. */
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
  readonly limits?: WritingLimits | undefined;
  readonly onRefused?: (() => void) | undefined;
}

export class SessionNotes {
  readonly #database: Database;
  readonly #log: SessionLog;
  readonly #nowUs: () => number;

  readonly #limits: WritingLimits;
  readonly #rate: WriteRate;
  readonly #onRefused: (() => void) | undefined;

  constructor({ database, log, nowUs, limits = DEFAULT_LIMITS.writing, onRefused }: SessionNotesParts) {
    this.#database = database;
    this.#log = log;
    this.#nowUs = nowUs;
    this.#limits = limits;
    this.#rate = new WriteRate('notes', limits.notes, onRefused);
    this.#onRefused = onRefused;
  }

  /**
   * Adds a note or changes its text. People may change their own notes, operators all. Also after the session has ended.
   * @throws {HubError} conflict with the name of the editor when it has changed since `revision`; forbidden, not_found,
   * rate_limited, limit_reached
   */
  async write({ sessionId, text, entryId, revision }: SessionNote, caller: Caller): Promise<SessionEntry> {
    assertStorable({ text });
    await this.#rate.take(caller);
    if (entryId !== undefined) return this.#change({ sessionId, entryId, revision }, caller, { text, deletedAt: null });
    await this.#assertRoom(sessionId, caller);
    return this.#log.appendNow({ sessionId, at: this.#now(), kind: 'note', action: 'note.write', person: userOf(caller), text });
  }

  /** Removes a note; its text stays in the history. */
  async remove(sessionId: string, entryId: number, caller: Caller): Promise<SessionEntry> {
    await this.#rate.take(caller);
    return this.#change({ sessionId, entryId }, caller, { text: '', deletedAt: this.#now() });
  }

  /** Earlier versions, newest first. @throws {HubError} not_found */
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
    const { row, changed } = await this.#database.transaction(async (em) => {
      const note = await this.#note(em, sessionId, entryId, LockMode.PESSIMISTIC_WRITE);
      const { cameraId } = await em.findOneOrFail(CaptureSessionEntity, { id: sessionId }, { fields: ['cameraId'] });
      authorizeOwn(caller, 'session:note', { cameraId, ownerId: note.personId });
      if (revision !== undefined && revision !== note.revision) throw editConflict(note);
      if (note.text === change.text) return { row: note, changed: false };
      await em.insert(SessionEntryRevisionEntity, toRevision(note));
      await em.nativeDelete(SessionEntryRevisionEntity, {
        entryId,
        revision: { $gt: 1, $lte: note.revision - this.#limits.noteRevisions + 1 },
      });
      const edit = { editedAt: this.#now(), editedById: caller.userId, editedByName: caller.name };
      return { row: Object.assign(note, change, edit, { revision: note.revision + 1 }), changed: true };
    });
    const entry = toEntry(row);
    if (changed) this.#log.announce(entry);
    return entry;
  }

  /** Removed notes count as well, because their text stays in the history. */
  async #assertRoom(sessionId: string, { userId, guest }: Caller): Promise<void> {
    const { notesPerSession, guestNotesPerSession, notesPerGuest } = this.#limits;
    const [counted] = await this.#database.use((em) =>
      em.execute<{ all: number; own: number; guests: number }[]>(
        `select count(*)::int "all", count(*) filter (where person_id = ?)::int own,
           count(*) filter (where not exists (select 1 from users where users.id::text = person_id))::int guests
         from session_entries where session_id = ? and kind = 'note'`,
        [userId, sessionId],
      ),
    );
    const full = (most: number, whose: string): Error => {
      this.#onRefused?.();
      return limitReached(`This session has ${String(most)} notes${whose}, which is the limit`);
    };
    if ((counted?.all ?? 0) >= notesPerSession) throw full(notesPerSession, '');
    if (guest && (counted?.own ?? 0) >= notesPerGuest) throw full(notesPerGuest, ' of yours');
    if (guest && (counted?.guests ?? 0) >= guestNotesPerSession) throw full(guestNotesPerSession, ' of guests');
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

function toRevision({ id, revision, at, personId, personName, text, editedAt, editedById, editedByName }: SessionEntryRow): {
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

function editConflict({ editedByName, editedAt, deletedAt }: SessionEntryRow): Error {
  const at = editedAt?.toISOString().slice(11, 16) ?? '';
  const what = deletedAt ? 'removed this note' : 'changed this note';
  return conflict(`${editedByName ?? 'Another person'} ${what} meanwhile, at ${at} UTC: read it, then save yours again`);
}

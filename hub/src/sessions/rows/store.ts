/** Database access for sessions and participants. */
import { PARTICIPANTS_SHOWN, type CaptureSession, type sessionListQuerySchema, type SessionPage } from '@eyepiece/shared-types';
import { raw, type FilterQuery } from '@mikro-orm/core';
import { z } from 'zod';
import { invalidField, sessionNotFound } from '../../errors.ts';
import {
  CaptureSessionEntity,
  SessionParticipantEntity,
  type CaptureSessionRow,
  type SessionParticipantRow,
} from '../../persistence/entities/sessions/capture-session.ts';
import { decodeCursor, encodeCursor } from '../../persistence/cursor.ts';
import type { Database } from '../../persistence/orm/orm.ts';
import { assertStorable } from '../../persistence/storable-text.ts';
import { isUuid } from '../../persistence/uuid.ts';
import { toSession, type Counts } from './present.ts';

export type SessionQuery = z.output<typeof sessionListQuerySchema>;
type Where = FilterQuery<CaptureSessionRow>;

const MAX_WORDS = 10;
const positionSchema = z.tuple([z.iso.datetime(), z.uuid()]);
const NONE: Counts = { captures: 0, entries: 0, presentCount: 0, participantCount: 0 };

interface Naming {
  readonly named?: number;
  readonly including?: string | undefined;
}

interface CountRow {
  readonly id: string;
  readonly captures: string;
  readonly entries: string;
  readonly present: string;
  readonly participants: string;
  readonly former_guests: number;
}

export class SessionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async insert(row: CaptureSessionRow, owner: SessionParticipantRow): Promise<void> {
    await this.#database.transaction(async (em) => {
      await em.insert(CaptureSessionEntity, row);
      await em.insert(SessionParticipantEntity, owner);
    });
  }

  async update(id: string, change: Partial<Omit<CaptureSessionRow, 'id'>>): Promise<void> {
    await this.#database.use((em) => em.nativeUpdate(CaptureSessionEntity, { id }, change));
  }

  /** Ends session and participants in one transaction. @returns false when it has already ended */
  async end(
    id: string,
    end: Pick<CaptureSessionRow, 'endedAt' | 'endReason'>,
    participants: readonly SessionParticipantRow[],
  ): Promise<boolean> {
    return this.#database.transaction(async (em) => {
      if ((await em.nativeUpdate(CaptureSessionEntity, { id, endedAt: null }, end)) === 0) return false;
      if (participants.length > 0) await em.upsertMany(SessionParticipantEntity, [...participants]);
      return true;
    });
  }

  async putParticipants(participants: readonly SessionParticipantRow[]): Promise<void> {
    if (participants.length > 0) await this.#database.use((em) => em.upsertMany(SessionParticipantEntity, [...participants]));
  }

  /** @throws {HubError} session_not_found */
  async find(id: string): Promise<CaptureSessionRow> {
    const row = isUuid(id) ? await this.#database.use((em) => em.findOne(CaptureSessionEntity, { id })) : null;
    if (row === null) throw sessionNotFound(id);
    return row;
  }

  /** The open session of a camera. */
  openOf(cameraId: string): Promise<CaptureSessionRow | null> {
    return this.#database.use((em) => em.findOne(CaptureSessionEntity, { cameraId, endedAt: null }));
  }

  /** All open sessions, oldest first. */
  allOpen(): Promise<CaptureSessionRow[]> {
    return this.#database.use((em) => em.find(CaptureSessionEntity, { endedAt: null }, { orderBy: { startedAt: 'asc', id: 'asc' } }));
  }

  /** Participants, in the order of first joining. */
  participantsOf(ids: readonly string[]): Promise<SessionParticipantRow[]> {
    const where = { sessionId: { $in: [...ids] } };
    return this.#database.use((em) => em.find(SessionParticipantEntity, where, { orderBy: { joinedAt: 'asc', userId: 'asc' } }));
  }

  /**
   * Adds participants and counts.
   * @param named maximum number of listed participants per session
   * @param including a user who is always listed
   */
  async present(rows: readonly CaptureSessionRow[], { named = PARTICIPANTS_SHOWN, including }: Naming = {}): Promise<CaptureSession[]> {
    const ids = rows.map(({ id }) => id);
    const [participants, counts] = [await this.#named(ids, named, including), await this.#counts(ids)];
    return rows.map((row) =>
      toSession(
        row,
        participants.filter(({ sessionId }) => sessionId === row.id),
        counts.get(row.id) ?? NONE,
      ),
    );
  }

  /** Removes guests from the list and counts them instead. */
  async forgetParticipants(sessionId: string, userIds: readonly string[]): Promise<void> {
    await this.#database.transaction(async (em) => {
      const forgotten = await em.nativeDelete(SessionParticipantEntity, { sessionId, userId: { $in: [...userIds] } });
      await em.execute('update capture_sessions set former_guests = former_guests + ? where id = ?', [forgotten, sessionId]);
    });
  }

  /** Number of sessions that a user has started since then. */
  startedBy(ownerId: string, since: Date): Promise<number> {
    return this.#database.use((em) => em.count(CaptureSessionEntity, { ownerId, startedAt: { $gte: since } }));
  }

  /** Selects present participants first, then those who left last. Returns them in the order of joining. */
  async #named(ids: readonly string[], named: number, including = ''): Promise<SessionParticipantRow[]> {
    if (ids.length === 0) return [];
    return this.#database.use(async (em) => {
      const places = await em.execute<{ session_id: string; user_id: string }[]>(
        `select session_id, user_id from (
           select session_id, user_id, row_number() over (partition by session_id
             order by (left_at is null) desc, case when left_at is null then joined_at end, left_at desc, user_id) as place
           from session_participants where session_id in (?)) as placed
         where place <= ? or user_id = ?`,
        [ids, named, including],
      );
      const shown = new Set(places.map(({ session_id, user_id }) => `${session_id} ${user_id}`));
      const where = { sessionId: { $in: [...ids] }, userId: { $in: [...new Set(places.map(({ user_id }) => user_id))] } };
      const rows = await em.find(SessionParticipantEntity, where, { orderBy: { joinedAt: 'asc', userId: 'asc' } });
      return rows.filter(({ sessionId, userId }) => shown.has(`${sessionId} ${userId}`));
    });
  }

  /** A page of sessions, newest first. @throws {HubError} validation_failed */
  async list(query: SessionQuery): Promise<SessionPage> {
    const filter = filterOf(query);
    const where = query.cursor === undefined ? filter : { $and: [filter, after(query.cursor)] };
    const { rows, total } = await this.#database.use(async (em) => ({
      rows: await em.find(CaptureSessionEntity, where, { orderBy: { startedAt: 'desc', id: 'desc' }, limit: query.limit + 1 }),
      total: await em.count(CaptureSessionEntity, filter),
    }));
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    const nextCursor = rows.length > query.limit && last !== undefined ? encodeCursor([last.startedAt.toISOString(), last.id]) : null;
    return { sessions: await this.present(page), nextCursor, total };
  }

  async #counts(ids: readonly string[]): Promise<Map<string, Counts>> {
    if (ids.length === 0) return new Map();
    const marks = ids.map(() => '?').join(', ');
    const rows = await this.#database.use((em) =>
      em.execute<CountRow[]>(
        `select s.id, s.former_guests,
           (select count(*) from session_participants p where p.session_id = s.id) as participants,
           (select count(*) from session_participants p where p.session_id = s.id and p.left_at is null) as present,
           (select count(*) from captures c where c.session_id = s.id and c.deleted_at is null) as captures,
           (select count(*) from session_entries e where e.session_id = s.id) as entries
         from capture_sessions s where s.id in (${marks})`,
        [...ids],
      ),
    );
    return new Map(
      rows.map(({ id, captures, entries, present, participants, former_guests }) => [
        id,
        {
          captures: Number(captures),
          entries: Number(entries),
          presentCount: Number(present),
          participantCount: Number(participants) + former_guests,
        },
      ]),
    );
  }
}

function filterOf({ cameraId, open, q }: SessionQuery): Where {
  assertStorable({ cameraId, q });
  return {
    $and: [
      {},
      ...(cameraId === undefined ? [] : [{ cameraId }]),
      ...(open === undefined ? [] : [{ endedAt: open ? null : { $ne: null } }]),
      ...words(q).map(containing),
    ],
  };
}

function words(q: string | undefined): string[] {
  const all = (q ?? '').split(/\s+/).filter(Boolean);
  if (all.length <= MAX_WORDS) return all;
  throw invalidField({ path: 'q', message: `at most ${String(MAX_WORDS)} words, not ${String(all.length)}`, max: MAX_WORDS });
}

/** Matches a word in the fields of the session or in the names of its participants. */
function containing(word: string): object {
  const pattern = { $ilike: `%${word.replaceAll(/[\\%_]/g, '\\$&')}%` };
  const tags = raw((alias) => `array_to_string(${alias}.tags, ' ')`);
  const people = raw((alias) => `(select string_agg(p.name, ' ') from session_participants p where p.session_id = ${alias}.id)`);
  return { $or: [{ title: pattern }, { description: pattern }, { cameraName: pattern }, { [tags]: pattern }, { [people]: pattern }] };
}

/** The end of a page, opaque to clients. */
function after(cursor: string): Where {
  const [iso, id] = decodeCursor(positionSchema, cursor);
  const startedAt = new Date(iso);
  return { $or: [{ startedAt: { $lt: startedAt } }, { startedAt, id: { $lt: id } }] };
}

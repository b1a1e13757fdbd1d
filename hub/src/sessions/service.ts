/** Capture sessions: one open session per camera at most, people who come and go, and a log of what they did. */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import {
  SESSION_ABANDONED_MS,
  type CaptureSession,
  type LeaveReason,
  type SessionEntry,
  type SessionPage,
  type SessionPeople,
  type startSessionSchema,
  type UpdateSession,
} from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { authorizeOwn } from '../auth/policies.ts';
import { userOf, type Caller, type Journal, type Person } from '../commands/journal.ts';
import { cameraNotFound, conflict, limitReached, sessionNotFound, toHubError } from '../errors.ts';
import { HOST_CLOCK, type Clock } from '../host-clock.ts';
import { DEFAULT_LIMITS, type WritingLimits } from '../limits.ts';
import type { CameraRegistry } from '../ingest/registry.ts';
import type { CaptureSessionRow } from '../persistence/capture-session.ts';
import { isUniqueViolation } from '../persistence/database-errors.ts';
import type { Database } from '../persistence/orm.ts';
import { assertStorable } from '../persistence/storable-text.ts';
import type { Draft } from './entry-queue.ts';
import { SessionLog } from './log.ts';
import { SessionNotes } from './notes.ts';
import { notBefore, OpenSession } from './open-session.ts';
import { SessionQueues } from './session-queues.ts';
import { PeopleNews } from './people-news.ts';
import { toParticipant } from './present.ts';
import { SessionStore, type SessionQuery } from './store.ts';
import { leaveText, updateText } from './texts.ts';

export interface SessionTiming {
  readonly clock?: Clock;
  readonly graceMs?: number;
  readonly abandonedMs?: number;
}

export interface SessionsParts {
  readonly database: Database;
  readonly registry: CameraRegistry;
  readonly journal: Journal;
  readonly logger: Logger;
  readonly timing?: SessionTiming | undefined;
  /** Called for every change that waits behind too many others, and is refused. */
  readonly refused?: () => void;
  readonly limits?: WritingLimits | undefined;
  /** Called for every write that a limit refuses. */
  readonly onWriteRefused?: (() => void) | undefined;
}

/** What a person wants of their own attendance. A lost connection is a `leave` with its reason. */
interface Attending {
  readonly kind: 'join' | 'leave';
  readonly caller: Pick<Caller, 'userId' | 'name' | 'guest'>;
  /** Connections by which the person is there. */
  readonly connections: readonly string[];
}

interface SessionEvents {
  /** A session started, changed or ended. */
  state: [CaptureSession];
  /** People joined or left. */
  people: [SessionPeople];
  /** The session with this id is open no more. */
  ended: [id: string];
  /** The log of a session grew, or a note in it was edited. */
  entry: [SessionEntry];
}

const DAY_MS = 24 * 3_600_000;
/** A page that is loaded anew is gone for a moment, ms. */
const GRACE_MS = 10_000;
/** Between attempts to end an abandoned session while the database is away, µs. */
const RETRY_US = 60_000_000;
/** Between attempts to tell the end of a session while the database is away, µs. */
const ANNOUNCE_RETRY_US = 5_000_000;
/** A change that runs when the hub stops has this long to end, ms. */
const CLOSE_DEADLINE_MS = 3000;

export class Sessions extends EventEmitter<SessionEvents> {
  readonly log: SessionLog;
  readonly notes: SessionNotes;
  readonly #parts: SessionsParts;
  readonly #clock: Clock;
  readonly #store: SessionStore;
  readonly #open = new Map<string, OpenSession>();
  /** By id of a session whose end is still to be told. */
  readonly #cancelAnnouncements = new Map<string, () => void>();
  readonly #news: PeopleNews;
  /** By camera, which has one open session at most; by id for a session that has ended. */
  readonly #queues: SessionQueues;

  constructor(parts: SessionsParts) {
    super();
    // Every guest of a session who sees live pictures listens for its end.
    this.setMaxListeners(0);
    this.#parts = parts;
    this.#queues = new SessionQueues(parts.refused);
    this.#clock = parts.timing?.clock ?? HOST_CLOCK;
    this.#store = new SessionStore(parts.database);
    this.#news = new PeopleNews(
      {
        tellPeople: (id, userIds) => this.#tellPeople(id, userIds),
        tellState: (id) => this.#tellState(id),
      },
      (error) => parts.logger.warn({ err: error }, 'people were not told who is in a session'),
    );
    this.log = new SessionLog({ ...parts, clock: this.#clock });
    this.notes = new SessionNotes({
      database: parts.database,
      log: this.log,
      nowUs: () => this.#clock.nowUs(),
      limits: parts.limits,
      onRefused: parts.onWriteRefused,
    });
    this.log.on('entry', (entry) => this.emit('entry', entry));
  }

  /** The session that what happens at a camera now belongs to. */
  openOf(cameraId: string): string | undefined {
    for (const { row } of this.#open.values()) if (row.cameraId === cameraId) return row.id;
    return undefined;
  }

  get openIds(): readonly string[] {
    return [...this.#open.keys()];
  }

  isOpen(id: string): boolean {
    return this.#open.has(id);
  }

  /** Takes up the sessions that were open when the hub went down; whoever was in them has a moment to come back. */
  async restore(): Promise<void> {
    const rows = await this.#store.allOpen();
    const participants = await this.#store.participantsOf(rows.map(({ id }) => id));
    for (const row of rows) {
      this.#hold(
        row,
        participants.filter(({ sessionId }) => sessionId === row.id),
      ).resume();
    }
  }

  /** All that are open, oldest first. */
  async allOpen(): Promise<CaptureSession[]> {
    return this.#store.present([...this.#open.values()].map(({ row }) => row));
  }

  list(query: SessionQuery): Promise<SessionPage> {
    return this.#store.list(query);
  }

  /** @throws {HubError} session_not_found */
  async get(id: string): Promise<CaptureSession> {
    return this.#present(await this.#store.find(id), { named: this.#limits.participants });
  }

  /** @throws {HubError} camera_not_found, or conflict with the name of the open one when there is one already */
  start(request: z.output<typeof startSessionSchema>, caller: Caller): Promise<CaptureSession> {
    assertStorable(request);
    return this.#queues.run(request.cameraId, async () => {
      const camera = this.#parts.registry.get(request.cameraId);
      if (!camera) throw cameraNotFound(request.cameraId);
      const startedAt = this.#now();
      await this.#assertMayStart(caller, startedAt);
      const ownerId = caller.userId;
      const row: CaptureSessionRow = {
        ...request,
        id: randomUUID(),
        tags: [...new Set(request.tags)],
        cameraName: camera.state.name,
        ownerId,
        ownerName: caller.name,
        startedAt,
        endedAt: null,
        endReason: null,
        formerGuests: 0,
      };
      const owner = { sessionId: row.id, userId: ownerId, name: caller.name, guest: false, joinedAt: startedAt, leftAt: null };
      await this.#store.insert(row, owner).catch((error: unknown) => this.#refuseSecond(error, camera.id));
      this.#hold(row, [owner]).begin();
      this.#note(row.id, 'session.start', caller, { text: 'started the session' });
      this.#parts.journal({ actor: caller, action: 'session.start', subject: row.id, details: { cameraId: camera.id, title: row.title } });
      return this.#announce(row);
    });
  }

  /** Its owner, and operators. Also one that has ended. @throws {HubError} session_not_found, forbidden */
  update(id: string, change: UpdateSession, caller: Caller): Promise<CaptureSession> {
    assertStorable(change);
    return this.#queues.run(this.#queueOf(id), async () => {
      const before = await this.#store.find(id);
      authorizeOwn(caller, 'session:edit', before.ownerId);
      const { title = before.title, description = before.description, tags = before.tags } = change;
      const after = { title, description, tags: [...new Set(tags)] };
      const row = { ...before, ...after };
      const text = updateText(before, row);
      if (text === undefined) return this.#present(row);
      await this.#store.update(id, after);
      const open = this.#open.get(id);
      if (open) open.row = row;
      this.#note(id, 'session.update', caller, { text });
      this.#parts.journal({ actor: caller, action: 'session.update', subject: id, details: after });
      return this.#announce(row);
    });
  }

  /**
   * Somebody takes part. With a connection they are there until it is gone; without, until they leave.
   * @throws {HubError} session_not_found, or conflict when it has ended
   */
  join(id: string, caller: Caller, connection?: string): Promise<CaptureSession> {
    return this.#attend(id, { kind: 'join', caller, connections: connection === undefined ? [] : [connection] });
  }

  /** Somebody takes part no more, in no tab. @throws {HubError} session_not_found */
  leave(id: string, caller: Caller): Promise<CaptureSession> {
    return this.#attend(id, { kind: 'leave', caller, connections: [] });
  }

  /** A connection is gone, whichever sessions it was in. */
  disconnect(userId: string, connection: string, why: LeaveReason): void {
    for (const { attendance } of this.#open.values()) attendance.depart(userId, connection, why);
  }

  /** Its owner, and operators. One that has ended is answered as it is. @throws {HubError} session_not_found, forbidden */
  end(id: string, caller: Caller): Promise<CaptureSession> {
    return this.#queues.run(this.#queueOf(id), async () => {
      const row = await this.#store.find(id);
      authorizeOwn(caller, 'session:edit', row.ownerId);
      const open = this.#open.get(id);
      if (!open) return this.#present(row);
      return this.#end(open, { endedAt: this.#now(), endReason: 'ended' }, () => {
        this.#note(id, 'session.end', caller, { text: 'ended the session' });
        this.#parts.journal({ actor: caller, action: 'session.end', subject: id, details: { cameraId: row.cameraId, title: row.title } });
      });
    });
  }

  async close(): Promise<void> {
    for (const { attendance } of this.#open.values()) attendance.close();
    this.#news.close();
    for (const cancel of this.#cancelAnnouncements.values()) cancel();
    await this.#queues.close(CLOSE_DEADLINE_MS);
    await this.log.close();
  }

  /** A person who joins in two tabs is there by both; of a join and a leave the newer counts. */
  #attend(id: string, wish: Attending): Promise<CaptureSession> {
    return this.#queues.replace(this.#queueOf(id), `${id} ${wish.caller.userId}`, {
      wish,
      merge: (before, newer) =>
        before.kind === 'join' && newer.kind === 'join' ? { ...newer, connections: [...before.connections, ...newer.connections] } : newer,
      work: (latest) => (latest.kind === 'join' ? this.#join(id, latest) : this.#leave(id, latest)),
    });
  }

  async #join(id: string, { caller, connections }: Attending): Promise<CaptureSession> {
    const open = await this.#opened(id);
    const news = await open.join(caller, this.#now(), connections);
    if (news) {
      this.#noteAttendance(open, 'session.join', caller, { text: 'joined' });
      await this.#announcePeople(open, caller.userId);
    }
    return this.#present(open.row, { including: caller.userId });
  }

  async #leave(id: string, { caller }: Attending): Promise<CaptureSession> {
    const open = this.#open.get(id);
    if (!open) return this.#present(await this.#store.find(id));
    open.attendance.leave(caller.userId);
    return this.#left(open, caller.userId, 'left');
  }

  async #lost(open: OpenSession, userId: string, why: LeaveReason): Promise<void> {
    // Back by another connection while this waited for its turn.
    if (open.attendance.isThere(userId)) return;
    await this.#left(open, userId, why);
  }

  #hold(row: CaptureSessionRow, participants: ConstructorParameters<typeof OpenSession>[0]['participants']): OpenSession {
    const { graceMs = GRACE_MS, abandonedMs = SESSION_ABANDONED_MS } = this.#parts.timing ?? {};
    const open: OpenSession = new OpenSession({
      row,
      participants,
      store: this.#store,
      maxParticipants: this.#limits.participants,
      timing: { clock: this.#clock, graceUs: graceMs * 1000, abandonedUs: abandonedMs * 1000 },
      events: {
        onLost: (userId, why) => this.#inBackground(row.id, () => this.#lost(open, userId, why)),
        onAbandoned: (dueUs) => this.#abandon(open, dueUs),
      },
    });
    this.#open.set(row.id, open);
    return open;
  }

  #abandon(open: OpenSession, dueUs: number): void {
    const { id, cameraId } = open.row;
    this.#inBackground(id, async () => {
      if (this.#open.get(id) !== open || !open.attendance.abandoned) return;
      try {
        await this.#end(open, { endedAt: new Date(dueUs / 1000), endReason: 'abandoned' }, () => {
          this.#note(id, 'session.end', undefined, { text: 'the session ended: nobody had been in it for 12 hours' });
          this.#parts.logger.info({ sessionId: id, cameraId }, 'a session without anybody has ended');
        });
      } catch (error) {
        if (this.#open.get(id) === open) this.#clock.after(RETRY_US, () => this.#abandon(open, dueUs));
        throw error;
      }
    });
  }

  async #left(open: OpenSession, userId: string, reason: LeaveReason): Promise<CaptureSession> {
    const person = await open.leave(userId, this.#now());
    if (person && this.#open.get(open.row.id) === open) {
      this.#noteAttendance(open, 'session.leave', person, { text: leaveText(reason), details: { reason } });
      await this.#announcePeople(open, userId);
    }
    return this.#present(open.row, { including: userId });
  }

  /** @param note writes the end down once it is durable */
  async #end(open: OpenSession, wish: { endedAt: Date; endReason: 'ended' | 'abandoned' }, note: () => void): Promise<CaptureSession> {
    const { id, startedAt } = open.row;
    const end = { ...wish, endedAt: notBefore(wish.endedAt, startedAt) };
    await this.#store.end(id, end, open.leaving(end.endedAt));
    this.#open.delete(id);
    open.ended(end.endedAt);
    open.row = { ...open.row, ...end };
    this.emit('ended', id);
    note();
    try {
      return await this.#announce(open.row);
    } catch (error) {
      // The end is durable: who is in the session learns of it when the database is back.
      this.#announceLater(open.row);
      throw error;
    }
  }

  #announceLater(row: CaptureSessionRow): void {
    this.#cancelAnnouncements.get(row.id)?.();
    const cancel = this.#clock.after(ANNOUNCE_RETRY_US, () => {
      this.#cancelAnnouncements.delete(row.id);
      this.#announce(row).catch((error: unknown) => {
        if (toHubError(error).code === 'database_unavailable') this.#announceLater(row);
      });
    });
    this.#cancelAnnouncements.set(row.id, cancel);
  }

  async #opened(id: string): Promise<OpenSession> {
    const open = this.#open.get(id);
    if (open) return open;
    const { title } = await this.#store.find(id);
    throw conflict(`The session "${title}" has ended`);
  }

  async #refuseSecond(error: unknown, cameraId: string): Promise<never> {
    if (!isUniqueViolation(error)) throw error;
    const row = await this.#store.openOf(cameraId);
    throw conflict(`Camera ${row?.cameraName ?? cameraId} has an open session already: "${row?.title ?? ''}" of ${row?.ownerName ?? ''}`);
  }

  #noteAttendance({ row, attendanceLog }: OpenSession, action: string, person: Person, entry: Pick<Draft, 'text' | 'details'>): void {
    if (attendanceLog.admits(person.userId, this.#clock.nowUs())) this.#note(row.id, action, person, entry);
  }

  #note(sessionId: string, action: string, person: Person | undefined, entry: Pick<Draft, 'text' | 'details'>): void {
    const at = this.#now();
    this.log.append({ sessionId, at, kind: 'session', action, person: person ? userOf(person) : null, ...entry });
  }

  async #assertMayStart({ userId }: Caller, now: Date): Promise<void> {
    const { sessionsPerPersonPerDay: most } = this.#limits;
    if ((await this.#store.startedBy(userId, new Date(now.getTime() - DAY_MS))) < most) return;
    this.#parts.onWriteRefused?.();
    throw limitReached(`A person starts at most ${String(most)} sessions in a day`);
  }

  async #present(row: CaptureSessionRow, naming: Parameters<SessionStore['present']>[1] = {}): Promise<CaptureSession> {
    const [session] = await this.#store.present([row], naming);
    if (!session) throw sessionNotFound(row.id);
    return session;
  }

  async #announce(row: CaptureSessionRow): Promise<CaptureSession> {
    this.#news.forget(row.id);
    await this.log.flush(row.id);
    const session = await this.#present(row);
    this.emit('state', session);
    return session;
  }

  async #announcePeople(open: OpenSession, userId: string): Promise<void> {
    await this.log.flush(open.row.id);
    await this.#news.changed(open.row.id, userId);
  }

  #tellPeople(id: string, userIds: readonly string[]): void {
    const open = this.#open.get(id);
    if (open) this.emit('people', { sessionId: id, changed: open.people(userIds).map(toParticipant), ...open.counts });
  }

  async #tellState(id: string): Promise<void> {
    const open = this.#open.get(id);
    if (open) this.emit('state', await this.#present(open.row));
  }

  get #limits(): WritingLimits {
    return this.#parts.limits ?? DEFAULT_LIMITS.writing;
  }

  #now(): Date {
    return new Date(this.#clock.nowUs() / 1000);
  }

  #queueOf(id: string): string {
    return this.#open.get(id)?.row.cameraId ?? id;
  }

  #inBackground(id: string, work: () => Promise<unknown>): void {
    this.#queues.runAlways(this.#queueOf(id), work).catch((error: unknown) => {
      this.#parts.logger.warn({ err: toHubError(error).cause ?? error }, 'a session could not be kept up to date');
    });
  }
}

/** Capture sessions: at most one open session per camera, with participants and a log. */
import { EventEmitter } from 'node:events';
import { SESSION_ABANDONED_MS, type CaptureSession, type LeaveReason, type SessionPage, type UpdateSession } from '@eyepiece/shared-types';
import type { Caller } from '../people/caller.ts';
import { authorizeOwn } from '../people/policies.ts';
import { toHubError } from '../errors.ts';
import { HOST_CLOCK, type Clock } from '../process/host-clock.ts';
import { DEFAULT_LIMITS } from '../process/limits/limits.ts';
import type { WritingLimits } from '../process/limits/writing-limits.ts';
import type { CaptureSessionRow } from '../persistence/entities/sessions/capture-session.ts';
import { ALONE } from '../persistence/leadership.ts';
import { assertStorable } from '../persistence/storable-text.ts';
import { tagsAfter } from '../persistence/rows/tags-after.ts';
import { Announcements, type SessionEvents } from './announcements.ts';
import { Elsewhere } from './elsewhere.ts';
import { SessionLog } from './log/log.ts';
import { SessionNotes } from './log/notes.ts';
import { notBefore, OpenSession } from './open-session.ts';
import { SessionQueues } from './session-queues.ts';
import { SessionStarts, type StartRequest } from './rows/starts.ts';
import type { SessionsParts } from './parts.ts';
import { Participation } from './participation.ts';
import { SessionStore, type SessionQuery } from './rows/store.ts';
import { updateText } from './log/texts.ts';

/** Grace period after a lost connection, ms; covers a reload of the page. */
const GRACE_MS = 10_000;
/** Interval of attempts to end an abandoned session while the database is unavailable, µs. */
const RETRY_US = 60_000_000;
/** Time for a running change to finish when the hub stops, ms. */
const CLOSE_DEADLINE_MS = 3000;

export class Sessions extends EventEmitter<SessionEvents> {
  readonly log: SessionLog;
  readonly notes: SessionNotes;
  /** What other hubs do with the open sessions. */
  readonly elsewhere: Elsewhere;
  readonly #parts: SessionsParts;
  readonly #clock: Clock;
  readonly #store: SessionStore;
  readonly #starts: SessionStarts;
  readonly #open = new Map<string, OpenSession>();
  /** Keyed by camera for open sessions, by session id for ended ones. */
  readonly #queues: SessionQueues;
  readonly #announcements: Announcements;
  readonly #participation: Participation;

  constructor(parts: SessionsParts) {
    super();
    // Every guest with a live view adds a listener for `ended`.
    this.setMaxListeners(0);
    this.#parts = parts;
    this.#queues = new SessionQueues(parts.refused);
    this.#clock = parts.timing?.clock ?? HOST_CLOCK;
    this.#store = new SessionStore(parts.database);
    this.#starts = new SessionStarts({
      registry: parts.registry,
      store: this.#store,
      limits: this.#limits,
      onRefused: parts.onWriteRefused,
    });
    this.log = new SessionLog({ ...parts, clock: this.#clock });
    this.notes = new SessionNotes({
      database: parts.database,
      log: this.log,
      nowUs: () => this.#clock.nowUs(),
      limits: parts.limits,
      onRefused: parts.onWriteRefused,
    });
    this.log.on('entry', (entry) => this.emit('entry', entry));
    this.#announcements = new Announcements({
      events: this,
      store: this.#store,
      log: this.log,
      open: this.#open,
      clock: this.#clock,
      logger: parts.logger,
    });
    this.elsewhere = new Elsewhere({
      open: this.#open,
      store: this.#store,
      queues: this.#queues,
      queueOf: (id) => this.#queueOf(id),
      hold: (row, participants) => this.#hold(row, participants).start(),
      onEnded: (id) => this.emit('ended', id),
    });
    this.#participation = new Participation({
      open: this.#open,
      load: (id) => this.elsewhere.load(id),
      isAttendanceKnown: () => this.elsewhere.isAttendanceKnown,
      queues: this.#queues,
      queueOf: (id) => this.#queueOf(id),
      store: this.#store,
      announcements: this.#announcements,
      now: () => this.#now(),
    });
  }

  /** Id of the open session of a camera. */
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

  /** @throws {HubError} session_not_found */
  cameraOf(id: string): string | Promise<string> {
    return this.#open.get(id)?.row.cameraId ?? this.#store.find(id).then(({ cameraId }) => cameraId);
  }

  /** Resumes open sessions after a restart. Their participants get a grace period to reconnect. */
  async restore(): Promise<void> {
    const rows = await this.#store.allOpen();
    const participants = await this.#store.participantsOf(rows.map(({ id }) => id));
    for (const row of rows) {
      const own = participants.filter(({ sessionId }) => sessionId === row.id);
      this.#hold(row, own).resume();
    }
  }

  /** All open sessions, oldest first. */
  async allOpen(): Promise<CaptureSession[]> {
    return this.#store.present([...this.#open.values()].map(({ row }) => row));
  }

  list(query: SessionQuery): Promise<SessionPage> {
    return this.#store.list(query);
  }

  /** @throws {HubError} session_not_found */
  async get(id: string): Promise<CaptureSession> {
    return this.#announcements.present(await this.#store.find(id), { named: this.#limits.participants });
  }

  /** @throws {HubError} camera_not_found, or conflict with the title of the session that is already open */
  start(request: StartRequest, caller: Caller): Promise<CaptureSession> {
    assertStorable(request);
    return this.#queues.run(request.cameraId, async () => {
      const { row, owner } = await this.#starts.insert(request, caller, this.#now());
      this.#hold(row, [owner]).start();
      this.#announcements.note(row.id, 'session.start', caller, { text: 'started the session' });
      const details = { cameraId: row.cameraId, title: row.title };
      this.#parts.journal({ actor: caller, action: 'session.start', subject: row.id, details });
      return this.#announcements.announce(row);
    });
  }

  /** For the owner and operators; also for ended sessions. @throws {HubError} session_not_found, forbidden */
  update(id: string, change: UpdateSession, caller: Caller): Promise<CaptureSession> {
    assertStorable(change);
    return this.#queues.run(this.#queueOf(id), async () => {
      const before = await this.#store.find(id);
      authorizeOwn(caller, 'session:edit', before);
      const { title = before.title, description = before.description } = change;
      const after = { title, description, tags: tagsAfter(before.tags, change) };
      const row = { ...before, ...after };
      const text = updateText(before, row);
      if (text === undefined) return this.#announcements.present(row);
      await this.#store.update(id, after);
      const open = this.#open.get(id);
      if (open) open.row = row;
      this.#announcements.note(id, 'session.update', caller, { text });
      this.#parts.journal({ actor: caller, action: 'session.update', subject: id, details: { cameraId: row.cameraId, ...after } });
      return this.#announcements.announce(row);
    });
  }

  /**
   * Adds a participant: with a connection until it closes, otherwise until `leave`.
   * @throws {HubError} session_not_found, or conflict when it has ended
   */
  join(id: string, caller: Caller, connection?: string): Promise<CaptureSession> {
    return this.#participation.join(id, caller, connection);
  }

  /** Removes a participant with all connections. @throws {HubError} session_not_found */
  leave(id: string, caller: Caller): Promise<CaptureSession> {
    return this.#participation.leave(id, caller);
  }

  /** Removes a closed connection from all sessions. */
  disconnect(userId: string, connection: string, why: LeaveReason): void {
    this.#participation.disconnect(userId, connection, why);
  }

  /** For the owner and operators. Returns an ended session unchanged. @throws {HubError} session_not_found, forbidden */
  end(id: string, caller: Caller): Promise<CaptureSession> {
    return this.#queues.run(this.#queueOf(id), async () => {
      const row = await this.#store.find(id);
      authorizeOwn(caller, 'session:edit', row);
      const known = row.endedAt ? undefined : this.#open.get(id);
      const open = known ?? (await this.elsewhere.load(id));
      // The end may not be announced yet, when the answer of the database got lost.
      if (!open) return this.#announcements.announce(row);
      return this.#end(open, { endedAt: this.#now(), endReason: 'ended' }, () => {
        this.#announcements.note(id, 'session.end', caller, { text: 'ended the session' });
        this.#parts.journal({ actor: caller, action: 'session.end', subject: id, details: { cameraId: row.cameraId, title: row.title } });
      });
    });
  }

  async close(): Promise<void> {
    for (const { attendance } of this.#open.values()) attendance.close();
    this.#announcements.close();
    await this.#queues.close(CLOSE_DEADLINE_MS);
    await this.log.close();
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
        onLost: (userId, why) => this.#inBackground(row.id, () => this.#participation.lost(open, userId, why)),
        onAbandoned: (dueUs) => this.#abandon(open, dueUs),
        onChanged: () => this.emit('attendance'),
      },
    });
    this.elsewhere.apply(open);
    this.#open.set(row.id, open);
    return open;
  }

  #abandon(open: OpenSession, dueUs: number): void {
    const { id, cameraId } = open.row;
    const tryLater = (): void => {
      if (this.#open.get(id) === open) this.#clock.after(RETRY_US, () => this.#abandon(open, dueUs));
    };
    // The leader may die before it ends the session.
    if (!(this.#parts.leader ?? ALONE).isLeader) {
      tryLater();
      return;
    }
    this.#inBackground(id, async () => {
      if (this.#open.get(id) !== open || !open.attendance.abandoned) return;
      try {
        await this.#end(open, { endedAt: new Date(dueUs / 1000), endReason: 'abandoned' }, () => {
          this.#announcements.note(id, 'session.end', undefined, { text: 'the session ended: it had no participants for 12 hours' });
          this.#parts.logger.info({ sessionId: id, cameraId }, 'an abandoned session has ended');
        });
      } catch (error) {
        tryLater();
        throw error;
      }
    });
  }

  /** @param note logs the end once it is durable */
  async #end(open: OpenSession, requested: { endedAt: Date; endReason: 'ended' | 'abandoned' }, note: () => void): Promise<CaptureSession> {
    const { id, startedAt } = open.row;
    const end = { ...requested, endedAt: notBefore(requested.endedAt, startedAt) };
    if (!(await this.#store.end(id, end, open.leaving(end.endedAt)))) {
      // Another hub was faster.
      await this.elsewhere.load(id);
      return this.#announcements.announce(open.row);
    }
    this.#open.delete(id);
    open.ended(end.endedAt);
    open.row = { ...open.row, ...end };
    this.emit('ended', id);
    note();
    try {
      return await this.#announcements.announce(open.row);
    } catch (error) {
      // The end is durable, so it is announced when the database is back.
      this.#announcements.announceLater(open.row);
      throw error;
    }
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
      this.#parts.logger.warn({ err: toHubError(error).cause ?? error }, 'a session could not be updated');
    });
  }
}

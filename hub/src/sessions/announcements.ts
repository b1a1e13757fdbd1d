/** Writes log entries about sessions, and emits their current state. */
import type { EventEmitter } from 'node:events';
import type { CaptureSession, SessionEntry, SessionPeople } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { userOf, type Person } from '../people/caller.ts';
import { sessionNotFound, toHubError } from '../errors.ts';
import type { Clock } from '../process/host-clock.ts';
import type { CaptureSessionRow } from '../persistence/entities/sessions/capture-session.ts';
import type { Draft } from './log/entry-queue.ts';
import type { SessionLog } from './log/log.ts';
import type { OpenSession } from './open-session.ts';
import { ParticipantUpdates } from './attendance/participant-updates.ts';
import { toParticipant } from './rows/present.ts';
import type { SessionStore } from './rows/store.ts';

export interface SessionEvents {
  /** A session started, changed or ended. */
  state: [CaptureSession];
  /** People joined or left. */
  people: [SessionPeople];
  /** The session with this id has ended. */
  ended: [id: string];
  /** A log entry was added, or a note was edited. */
  entry: [SessionEntry];
  /** A person has connected to this hub in a session, or is gone from it. */
  attendance: [];
}

/** Interval of attempts to announce the end of a session while the database is unavailable, µs. */
const ANNOUNCE_RETRY_US = 5_000_000;

type EntryText = Pick<Draft, 'text' | 'details'>;

export interface AnnouncementsParts {
  readonly events: EventEmitter<SessionEvents>;
  readonly store: SessionStore;
  readonly log: SessionLog;
  readonly open: ReadonlyMap<string, OpenSession>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class Announcements {
  readonly #parts: AnnouncementsParts;
  readonly #updates: ParticipantUpdates;
  /** By id of sessions whose end is not announced yet. */
  readonly #cancelLater = new Map<string, () => void>();

  constructor(parts: AnnouncementsParts) {
    this.#parts = parts;
    this.#updates = new ParticipantUpdates(
      {
        emitPeople: (id, userIds) => this.#emitPeople(id, userIds),
        emitState: (id) => this.#emitState(id),
      },
      (error) => parts.logger.warn({ err: error }, 'the participants of a session could not be announced'),
    );
  }

  close(): void {
    this.#updates.close();
    for (const cancel of this.#cancelLater.values()) cancel();
  }

  /** @throws {HubError} session_not_found */
  async present(row: CaptureSessionRow, naming: Parameters<SessionStore['present']>[1] = {}): Promise<CaptureSession> {
    const [session] = await this.#parts.store.present([row], naming);
    if (!session) throw sessionNotFound(row.id);
    return session;
  }

  /** Emits the state of a session, once its log is written. */
  async announce(row: CaptureSessionRow): Promise<CaptureSession> {
    this.#updates.forget(row.id);
    await this.#parts.log.flush(row.id);
    const session = await this.present(row);
    this.#parts.events.emit('state', session);
    return session;
  }

  /** Retries `announce` until the database is back. */
  announceLater(row: CaptureSessionRow): void {
    this.#cancelLater.get(row.id)?.();
    const cancel = this.#parts.clock.after(ANNOUNCE_RETRY_US, () => {
      this.#cancelLater.delete(row.id);
      this.announce(row).catch((error: unknown) => {
        if (toHubError(error).code === 'database_unavailable') this.announceLater(row);
      });
    });
    this.#cancelLater.set(row.id, cancel);
  }

  /** Announces that a person joined or left. */
  async announcePerson(open: OpenSession, userId: string): Promise<void> {
    await this.#parts.log.flush(open.row.id);
    await this.#updates.changed(open.row.id, userId);
  }

  note(sessionId: string, action: string, person: Person | undefined, entry: EntryText): void {
    const at = new Date(this.#parts.clock.nowUs() / 1000);
    this.#parts.log.append({ sessionId, at, kind: 'session', action, person: person ? userOf(person) : null, ...entry });
  }

  /** Like `note`, for joining and leaving; rate-limited per person. */
  noteAttendance({ row, attendanceLog }: OpenSession, action: string, person: Person, entry: EntryText): void {
    if (attendanceLog.admits(person.userId, this.#parts.clock.nowUs())) this.note(row.id, action, person, entry);
  }

  #emitPeople(id: string, userIds: readonly string[]): void {
    const open = this.#parts.open.get(id);
    if (!open) return;
    this.#parts.events.emit('people', { sessionId: id, changed: open.people(userIds).map(toParticipant), ...open.counts });
  }

  async #emitState(id: string): Promise<void> {
    const open = this.#parts.open.get(id);
    if (open) this.#parts.events.emit('state', await this.present(open.row));
  }
}

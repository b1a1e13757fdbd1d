/** What is written down of a session itself, and who is told how it is now. */
import type { EventEmitter } from 'node:events';
import type { CaptureSession, SessionEntry, SessionPeople } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { userOf, type Person } from '../caller.ts';
import { sessionNotFound, toHubError } from '../errors.ts';
import type { Clock } from '../host-clock.ts';
import type { CaptureSessionRow } from '../persistence/entities/capture-session.ts';
import type { Draft } from './log/entry-queue.ts';
import type { SessionLog } from './log/log.ts';
import type { OpenSession } from './open-session.ts';
import { PeopleNews } from './attendance/people-news.ts';
import { toParticipant } from './present.ts';
import type { SessionStore } from './store.ts';

export interface SessionEvents {
  /** A session started, changed or ended. */
  state: [CaptureSession];
  /** People joined or left. */
  people: [SessionPeople];
  /** The session with this id is open no more. */
  ended: [id: string];
  /** The log of a session grew, or a note in it was edited. */
  entry: [SessionEntry];
}

/** Between attempts to tell the end of a session while the database is away, µs. */
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
  readonly #news: PeopleNews;
  /** By id of a session whose end is still to be told. */
  readonly #cancelLater = new Map<string, () => void>();

  constructor(parts: AnnouncementsParts) {
    this.#parts = parts;
    this.#news = new PeopleNews(
      {
        tellPeople: (id, userIds) => this.#tellPeople(id, userIds),
        tellState: (id) => this.#tellState(id),
      },
      (error) => parts.logger.warn({ err: error }, 'people were not told who is in a session'),
    );
  }

  close(): void {
    this.#news.close();
    for (const cancel of this.#cancelLater.values()) cancel();
  }

  /** @throws {HubError} session_not_found */
  async present(row: CaptureSessionRow, naming: Parameters<SessionStore['present']>[1] = {}): Promise<CaptureSession> {
    const [session] = await this.#parts.store.present([row], naming);
    if (!session) throw sessionNotFound(row.id);
    return session;
  }

  /** Tells a session as it is now, once its log is written. */
  async announce(row: CaptureSessionRow): Promise<CaptureSession> {
    this.#news.forget(row.id);
    await this.#parts.log.flush(row.id);
    const session = await this.present(row);
    this.#parts.events.emit('state', session);
    return session;
  }

  /** Announces again and again until the database is back. */
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

  /** Tells that a person joined or left. */
  async announcePerson(open: OpenSession, userId: string): Promise<void> {
    await this.#parts.log.flush(open.row.id);
    await this.#news.changed(open.row.id, userId);
  }

  note(sessionId: string, action: string, person: Person | undefined, entry: EntryText): void {
    const at = new Date(this.#parts.clock.nowUs() / 1000);
    this.#parts.log.append({ sessionId, at, kind: 'session', action, person: person ? userOf(person) : null, ...entry });
  }

  /** As `note`, for a person who comes and goes: only so often. */
  noteAttendance({ row, attendanceLog }: OpenSession, action: string, person: Person, entry: EntryText): void {
    if (attendanceLog.admits(person.userId, this.#parts.clock.nowUs())) this.note(row.id, action, person, entry);
  }

  #tellPeople(id: string, userIds: readonly string[]): void {
    const open = this.#parts.open.get(id);
    if (!open) return;
    this.#parts.events.emit('people', { sessionId: id, changed: open.people(userIds).map(toParticipant), ...open.counts });
  }

  async #tellState(id: string): Promise<void> {
    const open = this.#parts.open.get(id);
    if (open) this.#parts.events.emit('state', await this.present(open.row));
  }
}

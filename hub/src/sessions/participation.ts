/** Joining and leaving sessions. */
import type { CaptureSession, LeaveReason } from '@eyepiece/shared-types';
import type { Caller } from '../people/caller.ts';
import { conflict } from '../errors.ts';
import type { Announcements } from './announcements.ts';
import type { OpenSession } from './open-session.ts';
import type { SessionQueues } from './session-queues.ts';
import type { SessionStore } from './rows/store.ts';
import { leaveText } from './log/texts.ts';

/** A request of a person to join or leave. */
interface Attending {
  readonly kind: 'join' | 'leave';
  readonly caller: Pick<Caller, 'userId' | 'name' | 'guest'>;
  /** Connections that join. */
  readonly connections: readonly string[];
}

export interface ParticipationParts {
  readonly open: ReadonlyMap<string, OpenSession>;
  /** Reads a session that another hub may have started. Undefined when it has ended. */
  readonly load: (id: string) => Promise<OpenSession | undefined>;
  /** Whether it is known who is connected to the other hubs. */
  readonly isAttendanceKnown: () => boolean;
  readonly queues: SessionQueues;
  readonly queueOf: (id: string) => string;
  readonly store: SessionStore;
  readonly announcements: Announcements;
  readonly now: () => Date;
}

export class Participation {
  readonly #parts: ParticipationParts;

  constructor(parts: ParticipationParts) {
    this.#parts = parts;
  }

  /** @throws {HubError} session_not_found, or conflict when it has ended */
  join(id: string, caller: Caller, connection?: string): Promise<CaptureSession> {
    return this.#attend(id, { kind: 'join', caller, connections: connection === undefined ? [] : [connection] });
  }

  /** Leaves with all connections. @throws {HubError} session_not_found */
  leave(id: string, caller: Caller): Promise<CaptureSession> {
    return this.#attend(id, { kind: 'leave', caller, connections: [] });
  }

  /** Removes a closed connection from all sessions. */
  disconnect(userId: string, connection: string, why: LeaveReason): void {
    for (const { attendance } of this.#parts.open.values()) attendance.depart(userId, connection, why);
  }

  /** The grace period has ended. */
  async lost(open: OpenSession, userId: string, why: LeaveReason): Promise<void> {
    // The person has reconnected while this waited in the queue.
    if (open.attendance.isPresent(userId)) return;
    if (!this.#parts.isAttendanceKnown()) {
      open.attendance.startGrace(userId, why);
      return;
    }
    await this.#left(open, userId, why);
  }

  /** Merges queued requests of a person: two joins combine their connections; otherwise the newer request wins. */
  #attend(id: string, request: Attending): Promise<CaptureSession> {
    const { queues, queueOf } = this.#parts;
    return queues.replace(queueOf(id), `${id} ${request.caller.userId}`, {
      request,
      merge: (before, newer) =>
        before.kind === 'join' && newer.kind === 'join' ? { ...newer, connections: [...before.connections, ...newer.connections] } : newer,
      work: (latest) => (latest.kind === 'join' ? this.#join(id, latest) : this.#leave(id, latest)),
    });
  }

  async #join(id: string, { caller, connections }: Attending): Promise<CaptureSession> {
    const { announcements, now } = this.#parts;
    const open = await this.#opened(id);
    const isNew = await open.join(caller, now(), connections);
    if (isNew) {
      announcements.noteAttendance(open, 'session.join', caller, { text: 'joined' });
      await announcements.announcePerson(open, caller.userId);
    }
    return announcements.present(open.row, { including: caller.userId });
  }

  async #leave(id: string, { caller }: Attending): Promise<CaptureSession> {
    const open = this.#parts.open.get(id) ?? (await this.#parts.load(id));
    if (!open) return this.#parts.announcements.present(await this.#parts.store.find(id));
    open.attendance.leave(caller.userId);
    return this.#left(open, caller.userId, 'left');
  }

  async #left(open: OpenSession, userId: string, reason: LeaveReason): Promise<CaptureSession> {
    const { announcements, now } = this.#parts;
    const person = await open.leave(userId, now());
    if (person && this.#parts.open.get(open.row.id) === open) {
      announcements.noteAttendance(open, 'session.leave', person, { text: leaveText(reason), details: { reason } });
      await announcements.announcePerson(open, userId);
    }
    return announcements.present(open.row, { including: userId });
  }

  async #opened(id: string): Promise<OpenSession> {
    const open = this.#parts.open.get(id) ?? (await this.#parts.load(id));
    if (open) return open;
    const { title } = await this.#parts.store.find(id);
    throw conflict(`The session "${title}" has ended`);
  }
}

/** An open session: its row, its participants, and who of them is present. */
import type { Caller, Person } from '../people/caller.ts';
import { limitReached } from '../errors.ts';
import type { CaptureSessionRow, SessionParticipantRow } from '../persistence/entities/sessions/capture-session.ts';
import { Attendance, type AttendanceEvents, type AttendanceTiming } from './attendance/attendance.ts';
import { AttendanceLog } from './attendance/attendance-log.ts';
import type { SessionStore } from './rows/store.ts';

export interface OpenSessionParts {
  readonly row: CaptureSessionRow;
  readonly participants: readonly SessionParticipantRow[];
  readonly store: Pick<SessionStore, 'putParticipants' | 'forgetParticipants'>;
  /** Maximum listed participants. */
  readonly maxParticipants: number;
  readonly timing: AttendanceTiming;
  readonly events: AttendanceEvents;
}

export class OpenSession {
  row: CaptureSessionRow;
  readonly attendance: Attendance;
  readonly attendanceLog = new AttendanceLog();
  readonly #store: OpenSessionParts['store'];
  readonly #maxParticipants: number;
  #formerGuests: number;
  readonly #people: Map<string, SessionParticipantRow>;
  /** Participants with changes that are not written yet. */
  readonly #unsaved = new Set<string>();

  constructor({ row, participants, store, maxParticipants, timing, events }: OpenSessionParts) {
    this.row = row;
    this.#store = store;
    this.#maxParticipants = maxParticipants;
    this.#formerGuests = row.formerGuests;
    this.#people = new Map(participants.map((person) => [person.userId, person]));
    const lastSeen = Math.max(row.startedAt.getTime(), ...participants.map(({ leftAt }) => leftAt?.getTime() ?? 0));
    this.attendance = new Attendance(timing, events, lastSeen * 1000);
  }

  start(): void {
    this.attendance.start();
  }

  /** Starts after a restart of the hub: participants get a grace period to reconnect. */
  resume(): void {
    this.attendance.start();
    for (const { userId, leftAt } of this.#people.values()) if (!leftAt) this.attendance.startGrace(userId, 'hub_restarted');
  }

  /** @returns whether the person was not in the session before. @throws {HubError} limit_reached */
  async join(
    { userId, name, guest }: Pick<Caller, 'userId' | 'name' | 'guest'>,
    at: Date,
    connections: readonly string[],
  ): Promise<boolean> {
    const before = this.#people.get(userId);
    const isNew = !before || Boolean(before.leftAt);
    if (isNew) {
      if (!before) await this.#dropFormerGuest();
      const joinedAt = before?.joinedAt ?? at;
      await this.#save({ sessionId: this.row.id, userId, name, guest: guest !== undefined, joinedAt, leftAt: null });
    }
    for (const connection of connections) this.attendance.arrive(userId, connection);
    return isNew;
  }

  /** Another hub has changed the session. What this hub has not written yet stays. */
  replace(row: CaptureSessionRow, participants: readonly SessionParticipantRow[]): void {
    this.row = row;
    this.#formerGuests = row.formerGuests;
    const kept = [...this.#people].filter(([userId]) => this.#unsaved.has(userId));
    this.#people.clear();
    for (const [userId, person] of [...participants.map((person) => [person.userId, person] as const), ...kept])
      this.#people.set(userId, person);
    // A person who leaves at another hub leaves with all connections.
    for (const userId of this.attendance.here) if (this.#people.get(userId)?.leftAt) this.attendance.leave(userId);
  }

  /** Participants with these ids. */
  people(userIds: readonly string[]): SessionParticipantRow[] {
    return userIds.flatMap((userId) => this.#people.get(userId) ?? []);
  }

  get counts(): { presentCount: number; participantCount: number } {
    let presentCount = 0;
    for (const { leftAt } of this.#people.values()) if (!leftAt) presentCount += 1;
    return { presentCount, participantCount: this.#people.size + this.#formerGuests };
  }

  /** @returns the person who left; undefined if not in the session */
  async leave(userId: string, at: Date): Promise<Person | undefined> {
    const person = this.#people.get(userId);
    if (!person || person.leftAt) return undefined;
    await this.#save({ ...person, leftAt: notBefore(at, person.joinedAt) });
    return { userId, name: person.name };
  }

  /** The participants as they will be after the session ends at this time. */
  leaving(at: Date): SessionParticipantRow[] {
    return [...this.#people.values()].map((person) => (person.leftAt ? person : { ...person, leftAt: notBefore(at, person.joinedAt) }));
  }

  /** The end of the session is durable: all participants have left. */
  ended(at: Date): void {
    this.attendance.close();
    for (const person of this.leaving(at)) this.#people.set(person.userId, person);
  }

  /** Drops the guest who left longest ago from the list, and only counts it. */
  async #dropFormerGuest(): Promise<void> {
    if (this.#people.size < this.#maxParticipants) return;
    const gone = [...this.#people.values()].filter(({ guest, leftAt }) => guest && leftAt);
    const oldest = gone.sort((one, other) => (one.leftAt?.getTime() ?? 0) - (other.leftAt?.getTime() ?? 0))[0];
    if (!oldest) throw limitReached(`${String(this.#maxParticipants)} people are in this session, which is the limit`);
    await this.#store.forgetParticipants(this.row.id, [oldest.userId]);
    this.#people.delete(oldest.userId);
    this.#unsaved.delete(oldest.userId);
    this.#formerGuests += 1;
  }

  async #save(person: SessionParticipantRow): Promise<void> {
    this.#people.set(person.userId, person);
    this.#unsaved.add(person.userId);
    const rows = [...this.#unsaved].flatMap((userId) => this.#people.get(userId) ?? []);
    await this.#store.putParticipants(rows);
    this.#unsaved.clear();
  }
}

/** Limits a time from below, since the clock may have been set back. */
export function notBefore(at: Date, earliest: Date): Date {
  return at < earliest ? earliest : at;
}

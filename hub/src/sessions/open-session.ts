/** One open session: its row, its people, and who of them is there. */
import type { Caller, Person } from '../caller.ts';
import { limitReached } from '../errors.ts';
import type { CaptureSessionRow, SessionParticipantRow } from '../persistence/entities/capture-session.ts';
import { Attendance, type AttendanceEvents, type AttendanceTiming } from './attendance/attendance.ts';
import { AttendanceLog } from './attendance/attendance-log.ts';
import type { SessionStore } from './store.ts';

export interface OpenSessionParts {
  readonly row: CaptureSessionRow;
  readonly participants: readonly SessionParticipantRow[];
  readonly store: Pick<SessionStore, 'putParticipants' | 'forgetParticipants'>;
  /** People kept in the list. */
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
  /** Changed while the database was away. */
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

  begin(): void {
    this.attendance.begin();
  }

  /** After a restart of the hub. */
  resume(): void {
    this.attendance.begin();
    for (const { userId, leftAt } of this.#people.values()) if (!leftAt) this.attendance.expect(userId, 'hub_restarted');
  }

  /** Whether that is news: the person was not in it. @throws {HubError} limit_reached */
  async join(
    { userId, name, guest }: Pick<Caller, 'userId' | 'name' | 'guest'>,
    at: Date,
    connections: readonly string[],
  ): Promise<boolean> {
    const before = this.#people.get(userId);
    const news = !before || Boolean(before.leftAt);
    if (news) {
      if (!before) await this.#makeRoom();
      const joinedAt = before?.joinedAt ?? at;
      await this.#save({ sessionId: this.row.id, userId, name, guest: guest !== undefined, joinedAt, leftAt: null });
    }
    for (const connection of connections) this.attendance.arrive(userId, connection);
    return news;
  }

  /** Who has been in it, of these. */
  people(userIds: readonly string[]): SessionParticipantRow[] {
    return userIds.flatMap((userId) => this.#people.get(userId) ?? []);
  }

  get counts(): { presentCount: number; participantCount: number } {
    let presentCount = 0;
    for (const { leftAt } of this.#people.values()) if (!leftAt) presentCount += 1;
    return { presentCount, participantCount: this.#people.size + this.#formerGuests };
  }

  /** Who left; undefined when that person was not in it. */
  async leave(userId: string, at: Date): Promise<Person | undefined> {
    const person = this.#people.get(userId);
    if (!person || person.leftAt) return undefined;
    await this.#save({ ...person, leftAt: notBefore(at, person.joinedAt) });
    return { userId, name: person.name };
  }

  /** The participants as they are once the session has ended at this time. */
  leaving(at: Date): SessionParticipantRow[] {
    return [...this.#people.values()].map((person) => (person.leftAt ? person : { ...person, leftAt: notBefore(at, person.joinedAt) }));
  }

  /** The end is durable: nobody takes part any more. */
  ended(at: Date): void {
    this.attendance.close();
    for (const person of this.leaving(at)) this.#people.set(person.userId, person);
  }

  /** Guests who left longest ago leave the list, and are counted from then on. */
  async #makeRoom(): Promise<void> {
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

/** The clock may have been set back meanwhile. */
export function notBefore(at: Date, earliest: Date): Date {
  return at < earliest ? earliest : at;
}

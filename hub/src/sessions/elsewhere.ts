/** Open sessions that other hubs start, change and end, and the people who are connected there. */
import type { CaptureSessionRow, SessionParticipantRow } from '../persistence/entities/sessions/capture-session.ts';
import type { OpenSession } from './open-session.ts';
import type { SessionQueues } from './session-queues.ts';
import type { SessionStore } from './rows/store.ts';

interface ElsewhereParts {
  /** By id. */
  readonly open: Map<string, OpenSession>;
  readonly store: SessionStore;
  readonly queues: SessionQueues;
  readonly queueOf: (id: string) => string;
  /** Adds an open session of another hub. */
  readonly hold: (row: CaptureSessionRow, participants: readonly SessionParticipantRow[]) => void;
  readonly onEnded: (id: string) => void;
}

type Attendance = ReadonlyMap<string, ReadonlySet<string>>;

export class Elsewhere {
  readonly #parts: ElsewhereParts;
  /** Users who are connected to other hubs, by session. */
  #attendance: Attendance = new Map();
  #isKnown = (): boolean => true;

  constructor(parts: ElsewhereParts) {
    this.#parts = parts;
  }

  /** Whether it is known who is connected to the other hubs. */
  get isAttendanceKnown(): boolean {
    return this.#isKnown();
  }

  /** Users with a connection to this hub, with their sessions. */
  get attendanceHere(): [sessionId: string, userId: string][] {
    return [...this.#parts.open].flatMap(([id, { attendance }]) => attendance.here.map((userId): [string, string] => [id, userId]));
  }

  /** @param isKnown whether the attendance at other hubs is current */
  setAttendance(attendance: Attendance, isKnown: () => boolean): void {
    this.#attendance = attendance;
    this.#isKnown = isKnown;
    for (const open of this.#parts.open.values()) this.apply(open);
  }

  apply({ row, attendance }: OpenSession): void {
    attendance.setElsewhere(this.#attendance.get(row.id) ?? new Set());
  }

  /** A hub has ended: its participants get a grace period to reconnect. */
  lost(attendance: readonly (readonly [sessionId: string, userId: string])[]): void {
    for (const [id, userId] of attendance) {
      const open = this.#parts.open.get(id);
      if (open && !open.attendance.isPresent(userId)) open.attendance.startGrace(userId, 'hub_restarted');
    }
  }

  /** Reads a session that another hub has started, changed or ended, after the running changes of this hub. */
  reload(id: string): Promise<unknown> {
    const { queues, queueOf } = this.#parts;
    return queues.runAlways(queueOf(id), () => this.load(id));
  }

  /** Reads all sessions that other hubs may have changed. */
  async reloadAll(): Promise<void> {
    const open = (await this.#parts.store.allOpen()).map(({ id }) => id);
    for (const id of new Set([...open, ...this.#parts.open.keys()])) await this.reload(id);
  }

  /** @returns undefined when the session has ended. @throws {HubError} session_not_found */
  async load(id: string): Promise<OpenSession | undefined> {
    const { open, store, hold, onEnded } = this.#parts;
    const row = await store.find(id);
    const participants = row.endedAt ? [] : await store.participantsOf([id]);
    const known = open.get(id);
    if (!row.endedAt) {
      if (known) known.replace(row, participants);
      else hold(row, participants);
      return open.get(id);
    }
    if (known) {
      open.delete(id);
      known.ended(row.endedAt);
      known.row = row;
      onEnded(id);
    }
    return undefined;
  }
}

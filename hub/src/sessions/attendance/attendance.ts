/** Tracks who is connected to an open session, and for how long it has been empty. */
import type { LeaveReason } from '@eyepiece/shared-types';
import type { Clock, ClockJump } from '../../process/host-clock.ts';

export interface AttendanceTiming {
  readonly clock: Clock;
  /** Grace period after the loss of a person's last connection, µs. */
  readonly graceUs: number;
  /** An empty session ends after this time, µs. */
  readonly abandonedUs: number;
}

export interface AttendanceEvents {
  /** A person did not reconnect within the grace period. */
  onLost(userId: string, why: LeaveReason): void;
  /** The session has been empty for `abandonedUs`, which ended at `dueUs`. */
  onAbandoned(dueUs: number): void;
  /** A person has arrived at this hub or is gone from it. */
  onChanged(): void;
}

export class Attendance {
  readonly #timing: AttendanceTiming;
  readonly #events: AttendanceEvents;
  readonly #connections = new Map<string, Set<string>>();
  /** Cancels the grace period, by user id. */
  readonly #graces = new Map<string, () => void>();
  /** People who are connected to other hubs. */
  #elsewhere: ReadonlySet<string> = new Set();
  #emptySinceUs: number;
  #cancelEnd: (() => void) | undefined;
  readonly #unsubscribeClock: () => void;
  #closed = false;

  /** @param emptySinceUs when the session was last known to have people in it */
  constructor(timing: AttendanceTiming, events: AttendanceEvents, emptySinceUs: number) {
    this.#timing = timing;
    this.#events = events;
    this.#emptySinceUs = emptySinceUs;
    this.#unsubscribeClock = timing.clock.onJump((jump) => this.#onClockJump(jump));
  }

  /** Starts the timer for an empty session. */
  start(): void {
    this.#arm();
  }

  arrive(userId: string, connection: string): void {
    this.#cancelGrace(userId);
    const connections = this.#connections.get(userId) ?? new Set();
    this.#connections.set(userId, connections.add(connection));
    this.#arm();
    this.#events.onChanged();
  }

  isPresent(userId: string): boolean {
    return this.#connections.has(userId) || this.#graces.has(userId) || this.#elsewhere.has(userId);
  }

  /** People with a connection to this hub. */
  get here(): string[] {
    return [...this.#connections.keys()];
  }

  setElsewhere(userIds: ReadonlySet<string>): void {
    const isLeft = this.#elsewhere.size > 0 && userIds.size === 0;
    this.#elsewhere = userIds;
    // The other hub gives them a grace period when their connection there is lost.
    for (const userId of userIds) this.#cancelGrace(userId);
    if (isLeft && !this.#isOccupied) this.#emptySinceUs = this.#timing.clock.nowUs();
    this.#arm();
  }

  /** A connection has closed. */
  depart(userId: string, connection: string, why: LeaveReason): void {
    const connections = this.#connections.get(userId);
    if (!connections?.delete(connection) || connections.size > 0) return;
    this.#connections.delete(userId);
    this.startGrace(userId, why);
    this.#events.onChanged();
  }

  /** Starts the grace period of a person without connections. */
  startGrace(userId: string, why: LeaveReason): void {
    const { clock, graceUs } = this.#timing;
    this.#cancelGrace(userId);
    const cancel = clock.after(graceUs, () => {
      this.leave(userId);
      this.#events.onLost(userId, why);
    });
    this.#graces.set(userId, cancel);
    this.#arm();
  }

  /** A person left, with all connections. */
  leave(userId: string): void {
    this.#cancelGrace(userId);
    this.#connections.delete(userId);
    if (!this.#isOccupied) this.#emptySinceUs = this.#timing.clock.nowUs();
    this.#arm();
    this.#events.onChanged();
  }

  /** Whether the session has been empty for too long. */
  get abandoned(): boolean {
    return !this.#closed && !this.#isOccupied && this.#timing.clock.nowUs() >= this.#emptySinceUs + this.#timing.abandonedUs;
  }

  close(): void {
    this.#closed = true;
    this.#unsubscribeClock();
    for (const cancel of this.#graces.values()) cancel();
    this.#graces.clear();
    this.#arm();
  }

  get #isOccupied(): boolean {
    return this.#connections.size > 0 || this.#graces.size > 0 || this.#elsewhere.size > 0;
  }

  /** Setting the clock does not change the time that the session has been empty; sleep of the computer counts. */
  #onClockJump({ byUs, sleptUs }: ClockJump): void {
    this.#emptySinceUs += byUs - sleptUs;
    this.#arm();
  }

  #cancelGrace(userId: string): void {
    this.#graces.get(userId)?.();
    this.#graces.delete(userId);
  }

  #arm(): void {
    this.#cancelEnd?.();
    this.#cancelEnd = undefined;
    if (this.#closed || this.#isOccupied) return;
    const dueUs = this.#emptySinceUs + this.#timing.abandonedUs;
    this.#cancelEnd = this.#timing.clock.at(dueUs, () => this.#events.onAbandoned(dueUs));
  }
}

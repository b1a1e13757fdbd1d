/** Who is in one open session now, by their connections, and for how long nobody has been. */
import type { LeaveReason } from '@eyepiece/shared-types';
import type { Clock, ClockJump } from '../../host-clock.ts';

export interface AttendanceTiming {
  readonly clock: Clock;
  /** A connection that is lost may be back: its person stays for so long, µs. */
  readonly graceUs: number;
  /** Nobody for so long ends the session, µs. */
  readonly abandonedUs: number;
}

export interface AttendanceEvents {
  /** Somebody's last connection was lost and has not come back. */
  onLost(userId: string, why: LeaveReason): void;
  /** Nobody has been there since; `dueUs` is when that was long enough. */
  onAbandoned(dueUs: number): void;
}

export class Attendance {
  readonly #timing: AttendanceTiming;
  readonly #events: AttendanceEvents;
  readonly #connections = new Map<string, Set<string>>();
  /** Calls off the grace of each person who has lost the last connection. */
  readonly #graces = new Map<string, () => void>();
  #emptySinceUs: number;
  #cancelEnd: (() => void) | undefined;
  readonly #forgetClock: () => void;
  #closed = false;

  /** @param emptySinceUs when somebody was last there, as far as anybody knows */
  constructor(timing: AttendanceTiming, events: AttendanceEvents, emptySinceUs: number) {
    this.#timing = timing;
    this.#events = events;
    this.#emptySinceUs = emptySinceUs;
    this.#forgetClock = timing.clock.onJump((jump) => this.#move(jump));
  }

  /** Starts counting the time that nobody is there. */
  begin(): void {
    this.#arm();
  }

  arrive(userId: string, connection: string): void {
    this.#callOff(userId);
    const connections = this.#connections.get(userId) ?? new Set();
    this.#connections.set(userId, connections.add(connection));
    this.#arm();
  }

  isThere(userId: string): boolean {
    return this.#connections.has(userId) || this.#graces.has(userId);
  }

  /** A connection is gone. */
  depart(userId: string, connection: string, why: LeaveReason): void {
    const connections = this.#connections.get(userId);
    if (!connections?.delete(connection) || connections.size > 0) return;
    this.#connections.delete(userId);
    this.expect(userId, why);
  }

  /** Somebody who was there is given the time of a lost connection to come back. */
  expect(userId: string, why: LeaveReason): void {
    const { clock, graceUs } = this.#timing;
    this.#callOff(userId);
    const cancel = clock.after(graceUs, () => {
      this.leave(userId);
      this.#events.onLost(userId, why);
    });
    this.#graces.set(userId, cancel);
    this.#arm();
  }

  /** Somebody left, with all their connections. */
  leave(userId: string): void {
    this.#callOff(userId);
    this.#connections.delete(userId);
    if (!this.#anybody) this.#emptySinceUs = this.#timing.clock.nowUs();
    this.#arm();
  }

  /** Whether nobody has been there for too long. */
  get abandoned(): boolean {
    return !this.#closed && !this.#anybody && this.#timing.clock.nowUs() >= this.#emptySinceUs + this.#timing.abandonedUs;
  }

  close(): void {
    this.#closed = true;
    this.#forgetClock();
    for (const cancel of this.#graces.values()) cancel();
    this.#graces.clear();
    this.#arm();
  }

  get #anybody(): boolean {
    return this.#connections.size > 0 || this.#graces.size > 0;
  }

  /** A clock that is set makes the time without anybody no longer; a sleep of the computer does. */
  #move({ byUs, sleptUs }: ClockJump): void {
    this.#emptySinceUs += byUs - sleptUs;
    this.#arm();
  }

  #callOff(userId: string): void {
    this.#graces.get(userId)?.();
    this.#graces.delete(userId);
  }

  #arm(): void {
    this.#cancelEnd?.();
    this.#cancelEnd = undefined;
    if (this.#closed || this.#anybody) return;
    const dueUs = this.#emptySinceUs + this.#timing.abandonedUs;
    this.#cancelEnd = this.#timing.clock.at(dueUs, () => this.#events.onAbandoned(dueUs));
  }
}

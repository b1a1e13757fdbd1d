/** Control of cameras: holds each camera's lease and its timer. Sockets and REST both use it. */
import { EventEmitter } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { roleAt, type ControlState, type Job, type User } from '@eyepiece/shared-types';
import type { Caller } from '../people/caller.ts';
import { authorizeAt, mayAt } from '../people/policies.ts';
import type { Users } from '../people/users.ts';
import type { Journal } from './journal.ts';
import { cameraNotFound, HubError } from '../errors.ts';
import { HOST_CLOCK, type Clock } from '../process/host-clock.ts';
import type { CameraRegistry } from '../ingest/registry.ts';
import type { JobLedger } from './jobs/ledger.ts';
import { freeLease, shifted, nextDeadline, step, type Lease, type LeaseEvent, type LeaseLimits } from './lease/lease.ts';
import { toControlState } from './lease/control-state.ts';
import { toLimits, type ControlTiming } from './lease/timing.ts';

/** Smaller shifts of `freeAtUs` are not announced, µs: a script may send many commands a second. */
const MIN_ANNOUNCED_SHIFT_US = 1_000_000;

export interface ControlEvents {
  /** The holder changed, control was requested, or control is about to end. */
  changed: [control: ControlState];
  /** Another hub decides on the control of this camera. */
  dropped: [cameraId: string];
}

export interface ControlDeskParts {
  readonly registry: CameraRegistry;
  readonly ledger: JobLedger;
  readonly users: Users;
  readonly journal: Journal;
  readonly timing?: ControlTiming | undefined;
}

/** What http and sockets use of the control of cameras. */
export interface Control extends EventEmitter<ControlEvents> {
  state(cameraId: string): ControlState;
  readonly states: ControlState[];
  act(action: ControlAction, cameraId: string, caller: Caller): ControlState | Promise<ControlState>;
  take(cameraId: string, caller: Caller, reason: string): ControlState | Promise<ControlState>;
  connect(userId: string): () => void;
}

/** The state of one camera. */
interface Desk {
  lease: Lease;
  announced: ControlState;
  cancelTimer: () => void;
}

/** What people do about the control of a camera, and the errors that it can have. */
export const CONTROL_ACTIONS = [
  /** Requests control. A free camera is given at once. conflict: another request is pending. */
  'request',
  /** Withdraws the caller's own request. */
  'withdraw',
  /** Releases control. control_held: another person has it. */
  'release',
  /** Grants the pending request. control_held, or conflict without a request. */
  'grant',
  /** Denies the pending request. control_held: another person has control. */
  'deny',
  /** Reports activity of the holder. Has no effect for others. */
  'active',
] as const;
export type ControlAction = (typeof CONTROL_ACTIONS)[number];

export class ControlDesk extends EventEmitter<ControlEvents> implements Control {
  readonly #registry: CameraRegistry;
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #limits: LeaseLimits;
  readonly #desks = new Map<string, Desk>();
  /** Open connections per user; absent when zero. */
  readonly #connections = new Map<string, number>();
  /** The running job, by camera. */
  readonly #running = new Map<string, Job>();
  readonly #unsubscribeClock: () => void;
  #closed = false;

  constructor({ registry, ledger, users, journal, timing }: ControlDeskParts) {
    super();
    this.#registry = registry;
    this.#journal = journal;
    this.#clock = timing?.clock ?? HOST_CLOCK;
    this.#limits = toLimits(timing);
    ledger.on('progress', (job) => this.#noteJob(job));
    users.on('updated', (user) => this.#barIfNotAllowed(user));
    registry.on('listed', () => this.#dropForgotten());
    this.#unsubscribeClock = this.#clock.onJump(({ byUs }) => this.#shiftDeadlines(byUs));
  }

  /** @throws {HubError} camera_not_found */
  state(cameraId: string): ControlState {
    this.#step(cameraId, { kind: 'time' });
    return toControlState(cameraId, this.#desk(cameraId).lease, this.#limits);
  }

  /** The control state of every listed camera. */
  get states(): ControlState[] {
    return this.#registry.all.map(({ id }) => this.state(id));
  }

  /**
   * Checks every command that needs control. Accepts the holder's commands, and gives a free camera to the caller.
   * An accepted command is carried out even if control changes in the meantime.
   * @param epoch the epoch that the caller knew when sending the command
   * @throws {HubError} control_held with the holder's name, forbidden, or camera_not_found
   */
  admit(cameraId: string, caller: Caller, epoch?: number): void {
    const connected = this.#connections.has(caller.userId);
    this.#ask(cameraId, caller, { kind: 'order', by: caller, connected, ...(epoch !== undefined && { epoch }) });
  }

  /** @throws {HubError} as the action says, or camera_not_found */
  act(action: ControlAction, cameraId: string, caller: Caller): ControlState {
    return this.#ask(cameraId, caller, { kind: action, by: caller });
  }

  /** An administrator takes control from the current holder. */
  take(cameraId: string, caller: Caller, reason: string): ControlState {
    authorizeAt(caller, 'control:override', cameraId);
    return this.#ask(cameraId, caller, { kind: 'take', by: caller, reason });
  }

  /** Registers a connection of a user. @returns a function to call when it has closed */
  connect(userId: string): () => void {
    const before = this.#connections.get(userId) ?? 0;
    this.#connections.set(userId, before + 1);
    if (before === 0) this.#stepAll({ kind: 'connected', userId });
    return () => {
      const left = (this.#connections.get(userId) ?? 1) - 1;
      if (left > 0) {
        this.#connections.set(userId, left);
      } else {
        this.#connections.delete(userId);
        this.#stepAll({ kind: 'lost', userId });
      }
    };
  }

  /** Drops the lease of a camera that has come from another hub or has moved there. */
  drop(cameraId: string): void {
    this.#running.delete(cameraId);
    const desk = this.#desks.get(cameraId);
    if (!desk) return;
    desk.cancelTimer();
    this.#desks.delete(cameraId);
    this.emit('dropped', cameraId);
  }

  /** Stops all timers. No lease changes afterwards. */
  close(): void {
    this.#closed = true;
    this.#unsubscribeClock();
    for (const { cancelTimer } of this.#desks.values()) cancelTimer();
  }

  /** After a jump of the system clock, shifts all deadlines, so that remaining times stay the same. */
  #shiftDeadlines(byUs: number): void {
    for (const [cameraId, desk] of this.#desks) {
      this.#setLease(cameraId, desk, shifted(desk.lease, byUs));
      this.#arm(cameraId, desk);
    }
  }

  #noteJob(job: Job): void {
    const { cameraId } = job;
    const before = this.#running.get(cameraId);
    if (job.state === 'running') this.#running.set(cameraId, job);
    else if (before?.id === job.id) this.#running.delete(cameraId);
    if (before?.id === this.#running.get(cameraId)?.id || !this.#registry.get(cameraId)) return;
    this.#step(cameraId, { kind: 'job', job: this.#job(cameraId) });
  }

  #job(cameraId: string): Lease['job'] {
    const job = this.#running.get(cameraId);
    return job ? { ...(job.user && { userId: job.user.id }) } : null;
  }

  #dropForgotten(): void {
    for (const [cameraId, { cancelTimer }] of this.#desks) {
      if (this.#registry.get(cameraId)) continue;
      cancelTimer();
      this.#desks.delete(cameraId);
    }
  }

  /** Ends control and requests of a user at the cameras where the user may not control any more. */
  #barIfNotAllowed(user: User): void {
    for (const cameraId of [...this.#desks.keys()]) {
      if (!user.disabled && mayAt({ role: user.role, cameraRoles: user.cameraRoles }, 'control:use', cameraId)) continue;
      const reason = user.disabled ? 'The account was disabled' : `The role is now ${roleAt(user, cameraId)}`;
      this.#step(cameraId, { kind: 'barred', userId: user.id, reason });
    }
  }

  #stepAll(event: LeaseEvent): void {
    for (const cameraId of [...this.#desks.keys()]) this.#step(cameraId, event);
  }

  #ask(cameraId: string, caller: Caller, event: LeaseEvent): ControlState {
    authorizeAt(caller, 'control:use', cameraId);
    if (this.#closed) throw new HubError('shutting_down', 'The hub is shutting down');
    this.#step(cameraId, event, caller);
    return toControlState(cameraId, this.#desk(cameraId).lease, this.#limits);
  }

  #step(cameraId: string, event: LeaseEvent, caller?: Caller): void {
    if (this.#closed) return;
    const desk = this.#desk(cameraId);
    const nowUs = this.#clock.nowUs();
    // Expire deadlines one by one, so that each change is announced and recorded.
    for (let dueUs = this.#dueUs(desk); dueUs <= nowUs; dueUs = this.#dueUs(desk)) {
      this.#setLease(cameraId, desk, step(desk.lease, { kind: 'time' }, dueUs, this.#limits).lease);
    }
    const { lease, refused } = step(desk.lease, event, nowUs, this.#limits);
    this.#setLease(cameraId, desk, lease, caller);
    this.#arm(cameraId, desk);
    if (refused) throw refused;
  }

  #dueUs({ lease }: Desk): number {
    return nextDeadline(lease, this.#limits) ?? Infinity;
  }

  #setLease(cameraId: string, desk: Desk, lease: Lease, caller?: Caller): void {
    const before = desk.lease;
    desk.lease = lease;
    if (lease.last !== before.last) this.#recordInJournal(cameraId, before, lease, caller);
    const state = toControlState(cameraId, lease, this.#limits);
    if (!isWorthAnnouncing(desk.announced, state)) return;
    desk.announced = state;
    this.emit('changed', state);
  }

  #arm(cameraId: string, desk: Desk): void {
    desk.cancelTimer();
    const dueUs = this.#dueUs(desk);
    const cancel = dueUs === Infinity ? undefined : this.#clock.at(dueUs, () => this.#step(cameraId, { kind: 'time' }));
    desk.cancelTimer = cancel ?? (() => undefined);
  }

  /** Changes without a caller are recorded under the person who lost or received control. */
  #recordInJournal(cameraId: string, before: Lease, { epoch, holder, last }: Lease, caller?: Caller): void {
    const actor = caller ?? last?.by ?? before.holder;
    if (!last || !actor) return;
    const details = { epoch, from: before.holder?.name ?? null, to: holder?.name ?? null };
    this.#journal({
      actor,
      action: `control.${last.change}`,
      subject: cameraId,
      details: { ...details, ...(last.reason !== undefined && { reason: last.reason }) },
    });
  }

  /**
   * Creates a free lease on first use. Its epoch starts at the current time in ms, so that epochs from before a restart,
   * or from before the camera was forgotten, never recur.
   * @throws {HubError} camera_not_found
   */
  #desk(cameraId: string): Desk {
    if (!this.#registry.get(cameraId)) throw cameraNotFound(cameraId);
    const known = this.#desks.get(cameraId);
    if (known) return known;
    const lease = { ...freeLease(Math.floor(this.#clock.nowUs() / 1000)), job: this.#job(cameraId) };
    const desk: Desk = { lease, announced: toControlState(cameraId, lease, this.#limits), cancelTimer: () => undefined };
    this.#desks.set(cameraId, desk);
    return desk;
  }
}

function isWorthAnnouncing(announced: ControlState, now: ControlState): boolean {
  const [announcedUs, nowUs] = [announced.holder?.freeAtUs, now.holder?.freeAtUs];
  if (announcedUs === undefined || nowUs === undefined || Math.abs(nowUs - announcedUs) >= MIN_ANNOUNCED_SHIFT_US) {
    return !isDeepStrictEqual(announced, now);
  }
  return !isDeepStrictEqual(announced, { ...now, holder: { ...now.holder, freeAtUs: announcedUs } });
}

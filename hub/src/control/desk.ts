/** The lease of every camera, with the one timer that each needs. What people do comes in here, from sockets and REST alike. */
import { EventEmitter } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import type { ControlState, Job } from '@eyepiece/shared-types';
import type { Caller } from '../caller.ts';
import { authorize, can } from '../people/policies.ts';
import type { Users } from '../people/users.ts';
import type { Journal } from './journal.ts';
import { cameraNotFound, HubError } from '../errors.ts';
import { HOST_CLOCK, type Clock } from '../host-clock.ts';
import type { CameraRegistry } from '../ingest/registry.ts';
import type { JobLedger } from './jobs/ledger.ts';
import { freeLease, moved, nextDeadline, step, type Lease, type LeaseEvent, type LeaseLimits } from './lease.ts';
import { toControlState } from './present.ts';
import { toLimits, type ControlTiming } from './timing.ts';

/** Smaller moves of the end of a grace are not worth telling everybody, µs: a script may give many orders a second. */
const WORTH_TELLING_US = 1_000_000;

interface ControlEvents {
  /** Control of a camera is elsewhere, is asked for, or is about to end. */
  changed: [control: ControlState];
}

export interface ControlDeskParts {
  readonly registry: CameraRegistry;
  readonly ledger: JobLedger;
  readonly users: Users;
  readonly journal: Journal;
  readonly timing?: ControlTiming | undefined;
}

/** One camera's. */
interface Desk {
  lease: Lease;
  told: ControlState;
  cancelTimer: () => void;
}

export class ControlDesk extends EventEmitter<ControlEvents> {
  readonly #registry: CameraRegistry;
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #limits: LeaseLimits;
  readonly #desks = new Map<string, Desk>();
  /** How many connections each person has who has any. */
  readonly #connections = new Map<string, number>();
  /** The job that runs, by camera. */
  readonly #running = new Map<string, Job>();
  readonly #forgetClock: () => void;
  #closed = false;

  constructor({ registry, ledger, users, journal, timing }: ControlDeskParts) {
    super();
    this.#registry = registry;
    this.#journal = journal;
    this.#clock = timing?.clock ?? HOST_CLOCK;
    this.#limits = toLimits(timing);
    ledger.on('progress', (job) => this.#noteJob(job));
    users.on('updated', ({ id, role, disabled }) => {
      const reason = disabled ? 'The account was disabled' : `The role is now ${role}`;
      if (disabled || !can(role, 'control:use')) this.#everywhere({ kind: 'barred', userId: id, reason });
    });
    registry.on('listed', () => this.#dropForgotten());
    this.#forgetClock = this.#clock.onJump(({ byUs }) => this.#move(byUs));
  }

  /** @throws {HubError} camera_not_found */
  state(cameraId: string): ControlState {
    this.#step(cameraId, { kind: 'time' });
    return toControlState(cameraId, this.#desk(cameraId).lease, this.#limits);
  }

  /** Of every camera that is listed. */
  get states(): ControlState[] {
    return this.#registry.all.map(({ id }) => this.state(id));
  }

  /**
   * The one door for every order that needs control: lets the holder's pass, and gives a free camera to whoever
   * touches it. What has passed is carried out, whoever has control by then.
   * @param epoch the one that the order was given under, as far as its giver knew
   * @throws {HubError} control_held with the holder's name, forbidden, or camera_not_found
   */
  admit(cameraId: string, caller: Caller, epoch?: number): void {
    const connected = this.#connections.has(caller.userId);
    this.#ask(cameraId, caller, { kind: 'order', by: caller, connected, ...(epoch !== undefined && { epoch }) });
  }

  /** A free camera is given at once; otherwise its holder is asked. @throws {HubError} conflict when somebody asked before */
  request(cameraId: string, caller: Caller): ControlState {
    return this.#ask(cameraId, caller, { kind: 'request', by: caller });
  }

  /** Takes one's own request back. */
  withdraw(cameraId: string, caller: Caller): ControlState {
    return this.#ask(cameraId, caller, { kind: 'withdraw', by: caller });
  }

  /** Gives it back. @throws {HubError} control_held when somebody else has it */
  release(cameraId: string, caller: Caller): ControlState {
    return this.#ask(cameraId, caller, { kind: 'release', by: caller });
  }

  /** Hands over to who asked. @throws {HubError} control_held, or conflict when nobody asks */
  grant(cameraId: string, caller: Caller): ControlState {
    return this.#ask(cameraId, caller, { kind: 'grant', by: caller });
  }

  /** Keeps it. @throws {HubError} control_held when somebody else has it */
  deny(cameraId: string, caller: Caller): ControlState {
    return this.#ask(cameraId, caller, { kind: 'deny', by: caller });
  }

  /** Says that the holder is there; of anybody else it means nothing. */
  active(cameraId: string, caller: Caller): ControlState {
    return this.#ask(cameraId, caller, { kind: 'active', by: caller });
  }

  /** An administrator takes control, from whoever has it. */
  take(cameraId: string, caller: Caller, reason: string): ControlState {
    authorize(caller, 'control:override');
    return this.#ask(cameraId, caller, { kind: 'take', by: caller, reason });
  }

  /** Notes a connection of a person. The answer is to be called when it is gone. */
  connect(userId: string): () => void {
    const before = this.#connections.get(userId) ?? 0;
    this.#connections.set(userId, before + 1);
    if (before === 0) this.#everywhere({ kind: 'connected', userId });
    return () => {
      const left = (this.#connections.get(userId) ?? 1) - 1;
      if (left > 0) {
        this.#connections.set(userId, left);
      } else {
        this.#connections.delete(userId);
        this.#everywhere({ kind: 'lost', userId });
      }
    };
  }

  /** Nothing changes any more, whoever goes. */
  close(): void {
    this.#closed = true;
    this.#forgetClock();
    for (const { cancelTimer } of this.#desks.values()) cancelTimer();
  }

  /** The clock was set: what runs goes on for as long as it would have. */
  #move(byUs: number): void {
    for (const [cameraId, desk] of this.#desks) {
      this.#put(cameraId, desk, moved(desk.lease, byUs));
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

  #everywhere(event: LeaseEvent): void {
    for (const cameraId of [...this.#desks.keys()]) this.#step(cameraId, event);
  }

  #ask(cameraId: string, caller: Caller, event: LeaseEvent): ControlState {
    authorize(caller, 'control:use');
    if (this.#closed) throw new HubError('shutting_down', 'The hub is shutting down');
    this.#step(cameraId, event, caller);
    return toControlState(cameraId, this.#desk(cameraId).lease, this.#limits);
  }

  #step(cameraId: string, event: LeaseEvent, caller?: Caller): void {
    if (this.#closed) return;
    const desk = this.#desk(cameraId);
    const nowUs = this.#clock.nowUs();
    // One deadline after the other, so that each change is told and written down.
    for (let dueUs = this.#dueUs(desk); dueUs <= nowUs; dueUs = this.#dueUs(desk)) {
      this.#put(cameraId, desk, step(desk.lease, { kind: 'time' }, dueUs, this.#limits).lease);
    }
    const { lease, refused } = step(desk.lease, event, nowUs, this.#limits);
    this.#put(cameraId, desk, lease, caller);
    this.#arm(cameraId, desk);
    if (refused) throw refused;
  }

  #dueUs({ lease }: Desk): number {
    return nextDeadline(lease, this.#limits) ?? Infinity;
  }

  #put(cameraId: string, desk: Desk, lease: Lease, caller?: Caller): void {
    const before = desk.lease;
    desk.lease = lease;
    if (lease.last !== before.last) this.#writeDown(cameraId, before, lease, caller);
    const state = toControlState(cameraId, lease, this.#limits);
    if (!worthTelling(desk.told, state)) return;
    desk.told = state;
    this.emit('changed', state);
  }

  #arm(cameraId: string, desk: Desk): void {
    desk.cancelTimer();
    const dueUs = this.#dueUs(desk);
    const cancel = dueUs === Infinity ? undefined : this.#clock.at(dueUs, () => this.#step(cameraId, { kind: 'time' }));
    desk.cancelTimer = cancel ?? (() => undefined);
  }

  /** What time did is written down of whoever lost control by it, or got it. */
  #writeDown(cameraId: string, before: Lease, { epoch, holder, last }: Lease, caller?: Caller): void {
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
   * Free after a restart of the hub. Epochs begin with the time of day in ms, so that one of before the restart, or of
   * before the camera was forgotten, is not met again.
   * @throws {HubError} camera_not_found
   */
  #desk(cameraId: string): Desk {
    if (!this.#registry.get(cameraId)) throw cameraNotFound(cameraId);
    const known = this.#desks.get(cameraId);
    if (known) return known;
    const lease = { ...freeLease(Math.floor(this.#clock.nowUs() / 1000)), job: this.#job(cameraId) };
    const desk: Desk = { lease, told: toControlState(cameraId, lease, this.#limits), cancelTimer: () => undefined };
    this.#desks.set(cameraId, desk);
    return desk;
  }
}

function worthTelling(told: ControlState, now: ControlState): boolean {
  const [toldUs, nowUs] = [told.holder?.freeAtUs, now.holder?.freeAtUs];
  if (toldUs === undefined || nowUs === undefined || Math.abs(nowUs - toldUs) >= WORTH_TELLING_US) {
    return !isDeepStrictEqual(told, now);
  }
  return !isDeepStrictEqual(told, { ...now, holder: { ...now.holder, freeAtUs: toldUs } });
}

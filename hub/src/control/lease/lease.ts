/**
 * State machine for control of one camera. Pure: events and the time are arguments, without timers or I/O.
 *
 * `step` first expires all deadlines up to now, each at its own time. So an event at the moment of a deadline always
 * comes too late, no matter how late the timer is.
 */
import { type ControlState } from '@eyepiece/shared-types';
import { conflict, HubError } from '../../errors.ts';

export interface LeasePerson {
  readonly userId: string;
  readonly name: string;
}

/** All in µs. */
export interface LeaseLimits {
  readonly requestUs: number;
  readonly graceUs: number;
  readonly idleUs: number;
  readonly idleWarningUs: number;
}

export interface Holder extends LeasePerson {
  readonly sinceUs: number;
  /** The idle limit counts from here. */
  readonly activeAtUs: number;
  /** Start of the grace period; absent while the person is connected, or has requested control by REST. */
  readonly aloneSinceUs?: number;
  /** The idle limit is near and `freeAtUs` is announced. */
  readonly warned: boolean;
}

export interface LeaseRequest extends LeasePerson {
  readonly askedAtUs: number;
  /** The holder's time to answer counts from here. */
  readonly waitingSinceUs: number;
}

export interface Lease {
  /** Incremented by every change of holder. */
  readonly epoch: number;
  /** Epoch of the free camera that the holder claimed. Commands that the holder sent before learning of the claim carry it. */
  readonly freeEpoch?: number;
  readonly holder: Holder | null;
  /** Only while there is a holder. The requester receives control when it becomes free. */
  readonly request: LeaseRequest | null;
  /** The running job and its owner. */
  readonly job: { readonly userId?: string } | null;
  readonly last: ControlState['last'];
}

export type LeaseEvent =
  | { readonly kind: 'time' }
  /** A command to the camera; `connected`: whether the person has an open connection. */
  | { readonly kind: 'order'; readonly by: LeasePerson; readonly connected: boolean; readonly epoch?: number }
  | { readonly kind: 'request' | 'withdraw' | 'release' | 'grant' | 'deny' | 'active'; readonly by: LeasePerson }
  | { readonly kind: 'take'; readonly by: LeasePerson; readonly reason: string }
  /** A person's first connection opened, or the last one closed. */
  | { readonly kind: 'connected' | 'lost'; readonly userId: string }
  /** This person may no longer control cameras. */
  | { readonly kind: 'barred'; readonly userId: string; readonly reason: string }
  | { readonly kind: 'job'; readonly job: Lease['job'] };

export interface Step {
  readonly lease: Lease;
  /** Why the event was refused. Deadlines have expired nevertheless. */
  readonly refused?: HubError;
}

type Change = NonNullable<ControlState['last']>;

/** A free lease; epochs count up from `epoch`. */
export function freeLease(epoch: number): Lease {
  return { epoch, holder: null, request: null, job: null, last: null };
}

export function step(before: Lease, event: LeaseEvent, nowUs: number, limits: LeaseLimits): Step {
  const lease = expireDeadlines(before, nowUs, limits);
  switch (event.kind) {
    case 'time':
      return { lease };
    case 'order':
      return order(lease, event, nowUs);
    case 'request':
      return request(lease, event.by, nowUs);
    case 'withdraw':
      return { lease: lease.request?.userId === event.by.userId ? answer(lease, 'withdrawn', event.by, nowUs) : lease };
    case 'active':
      return { lease: lease.holder?.userId === event.by.userId ? active(lease, nowUs) : lease };
    case 'release':
    case 'grant':
    case 'deny':
      return byHolder(lease, event.kind, event.by, nowUs);
    case 'take':
      return { lease: take(lease, event, nowUs) };
    case 'connected':
      return { lease: connected(lease, event.userId) };
    case 'lost':
      return { lease: lost(lease, event.userId, nowUs) };
    case 'barred':
      return { lease: barred(lease, event, nowUs) };
    case 'job':
      return { lease: job(lease, event.job, nowUs) };
  }
}

/** Shifts the deadlines. Times of past events stay as announced. */
export function shifted({ holder, request, ...lease }: Lease, byUs: number): Lease {
  return {
    ...lease,
    holder: holder && {
      ...holder,
      activeAtUs: holder.activeAtUs + byUs,
      ...(holder.aloneSinceUs !== undefined && { aloneSinceUs: holder.aloneSinceUs + byUs }),
    },
    request: request && { ...request, waitingSinceUs: request.waitingSinceUs + byUs },
  };
}

/** The next deadline, µs; undefined when there is none. */
export function nextDeadline(lease: Lease, limits: LeaseLimits): number | undefined {
  const due = Object.values(deadlines(lease, limits));
  return due.length === 0 ? undefined : Math.min(...due);
}

/** All deadlines, µs; absent while they do not apply. */
export function deadlines(
  { holder, request, job }: Lease,
  limits: LeaseLimits,
): Partial<Record<'grace' | 'silence' | 'idle' | 'warning', number>> {
  if (!holder) return {};
  const idleUs = holder.activeAtUs + limits.idleUs;
  const working = job?.userId === holder.userId;
  return {
    ...(holder.aloneSinceUs !== undefined && { grace: holder.aloneSinceUs + limits.graceUs }),
    ...(request && !job && { silence: request.waitingSinceUs + limits.requestUs }),
    ...(!working && { idle: idleUs, ...(!holder.warned && { warning: idleUs - limits.idleWarningUs }) }),
  };
}

/** Expires all deadlines up to `nowUs`, in order. */
function expireDeadlines(before: Lease, nowUs: number, limits: LeaseLimits): Lease {
  let lease = before;
  for (;;) {
    const atUs = nextDeadline(lease, limits);
    if (atUs === undefined || atUs > nowUs) return lease;
    lease = expire(lease, atUs, limits);
  }
}

function expire(lease: Lease, atUs: number, limits: LeaseLimits): Lease {
  const { grace, silence, idle } = deadlines(lease, limits);
  if (grace === atUs) return passControl(lease, { change: 'disconnected', atUs, by: null });
  if (silence === atUs) return give(lease, lease.request, { change: 'silence', atUs, by: null });
  if (idle === atUs) return passControl(lease, { change: 'idle', atUs, by: null });
  return lease.holder ? { ...lease, holder: { ...lease.holder, warned: true } } : lease;
}

function order(lease: Lease, { by, connected, epoch }: Extract<LeaseEvent, { kind: 'order' }>, nowUs: number): Step {
  const { holder } = lease;
  if (holder && holder.userId !== by.userId) return { lease, refused: held(holder) };
  if (epoch !== undefined && epoch !== lease.epoch && epoch !== lease.freeEpoch) return { lease, refused: stale(holder) };
  return { lease: active(holder ? lease : claim(lease, by, nowUs, !connected), nowUs) };
}

function request(lease: Lease, by: LeasePerson, nowUs: number): Step {
  const { holder, request: pending } = lease;
  if (!holder) return { lease: claim(lease, by, nowUs, false) };
  if (holder.userId === by.userId) return { lease: stay(active(lease, nowUs)) };
  if (pending?.userId === by.userId) return { lease };
  if (pending) return { lease, refused: conflict(`${pending.name} has already requested control and waits for an answer`) };
  return { lease: { ...lease, request: { ...person(by), askedAtUs: nowUs, waitingSinceUs: nowUs } } };
}

function byHolder(lease: Lease, kind: 'release' | 'grant' | 'deny', by: LeasePerson, nowUs: number): Step {
  const { holder, request } = lease;
  if (holder?.userId !== by.userId) {
    if (holder) return { lease, refused: held(holder) };
    return kind === 'release' ? { lease } : { lease, refused: conflict('No one controls this camera') };
  }
  if (kind === 'release') return { lease: passControl(lease, { change: 'released', atUs: nowUs, by: person(by) }) };
  // Denying a request that has been withdrawn is no error.
  if (kind === 'deny') return { lease: request ? active(answer(lease, 'denied', by, nowUs), nowUs) : lease };
  if (!request) return { lease, refused: conflict('There is no request for control any more') };
  return { lease: give(lease, request, { change: 'granted', atUs: nowUs, by: person(by) }) };
}

/** Another person's request stays pending; the new holder has the full time to answer. */
function take(lease: Lease, { by, reason }: Extract<LeaseEvent, { kind: 'take' }>, nowUs: number): Lease {
  if (lease.holder?.userId === by.userId) return lease;
  const waiting = lease.request && lease.request.userId !== by.userId ? { ...lease.request, waitingSinceUs: nowUs } : null;
  return { ...give(lease, by, { change: 'taken', atUs: nowUs, by: person(by), reason }), request: waiting };
}

function connected(lease: Lease, userId: string): Lease {
  return lease.holder?.userId === userId ? stay(lease) : lease;
}

function lost(lease: Lease, userId: string, nowUs: number): Lease {
  const { holder, request } = lease;
  if (request?.userId === userId) return answer(lease, 'withdrawn', null, nowUs, 'no longer connected');
  return holder?.userId === userId ? { ...lease, holder: { ...holder, aloneSinceUs: nowUs } } : lease;
}

function barred(lease: Lease, { userId, reason }: Extract<LeaseEvent, { kind: 'barred' }>, nowUs: number): Lease {
  if (lease.request?.userId === userId) return answer(lease, 'withdrawn', null, nowUs, reason);
  return lease.holder?.userId === userId ? passControl(lease, { change: 'released', atUs: nowUs, by: null, reason }) : lease;
}

/** Timeouts that were suspended during a job restart when it ends. */
function job(before: Lease, next: Lease['job'], nowUs: number): Lease {
  const lease = { ...before, job: next };
  const { holder, request } = lease;
  const worked = before.job?.userId !== undefined && before.job.userId === holder?.userId;
  const works = next?.userId !== undefined && next.userId === holder?.userId;
  return {
    ...lease,
    ...(holder && works !== worked && { holder: { ...holder, activeAtUs: nowUs, warned: false } }),
    ...(request && before.job && !next && { request: { ...request, waitingSinceUs: nowUs } }),
  };
}

function claim(lease: Lease, by: LeasePerson, nowUs: number, alone: boolean): Lease {
  const claimed = give(lease, by, { change: 'claimed', atUs: nowUs, by: person(by) });
  return claimed.holder && alone ? { ...claimed, holder: { ...claimed.holder, aloneSinceUs: nowUs } } : claimed;
}

/** Passes control to the pending request; without one the camera becomes free. */
function passControl(lease: Lease, last: Change): Lease {
  return give(lease, lease.request, last);
}

function give({ epoch, holder: before, job }: Lease, to: LeasePerson | null, last: Change): Lease {
  const holder = to && { ...person(to), sinceUs: last.atUs, activeAtUs: last.atUs, warned: false };
  return { epoch: epoch + 1, ...(!before && { freeEpoch: epoch }), holder, request: null, job, last };
}

/** Ends the request without changing the holder. */
function answer(lease: Lease, change: 'denied' | 'withdrawn', by: LeasePerson | null, atUs: number, reason?: string): Lease {
  return { ...lease, request: null, last: { change, atUs, by: by && person(by), ...(reason !== undefined && { reason }) } };
}

/** Activity of the holder restarts the idle limit and a running grace period. */
function active(lease: Lease, nowUs: number): Lease {
  const { holder } = lease;
  if (!holder) return lease;
  const alone = holder.aloneSinceUs === undefined ? {} : { aloneSinceUs: nowUs };
  return { ...lease, holder: { ...holder, activeAtUs: nowUs, warned: false, ...alone } };
}

/** Ends the grace period. */
function stay(lease: Lease): Lease {
  if (lease.holder?.aloneSinceUs === undefined) return lease;
  const { aloneSinceUs: _ended, ...holder } = lease.holder;
  return { ...lease, holder };
}

function person({ userId, name }: LeasePerson): LeasePerson {
  return { userId, name };
}

function held({ name }: LeasePerson): HubError {
  return new HubError('control_held', `${name} has control of this camera`, { holder: name });
}

function stale(holder: LeasePerson | null): HubError {
  const message = 'Control of this camera has changed since this command was sent';
  return new HubError('control_held', message, holder ? { holder: holder.name } : {});
}

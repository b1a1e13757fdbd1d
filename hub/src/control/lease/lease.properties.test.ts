/**
 * Tests the lease with random histories. The oracle below tracks connections, activity and holders of epochs
 * independently of the implementation.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { freeLease, nextDeadline, step, type Lease, type LeaseEvent } from './lease.ts';
import { toLimits } from './timing.ts';

const HISTORIES = 10_000;
const FIRST_EPOCH = 100;
const LIMITS = toLimits({ requestMs: 15, graceMs: 10, idleMs: 60, idleWarningMs: 6 });
const PEOPLE = ['ana', 'ben', 'cleo'].map((userId) => ({ userId, name: userId.toUpperCase() }));
type Person = (typeof PEOPLE)[number];

const person = fc.constantFrom(...PEOPLE);
const anyAction = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 25 }) }) },
  {
    weight: 5,
    // How far the command's epoch is behind the current one; null: without an epoch.
    arbitrary: fc.record({ what: fc.constant('order' as const), by: person, behind: fc.option(fc.integer({ min: -1, max: 3 })) }),
  },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('request' as const), by: person }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('take' as const), by: person }) },
  {
    weight: 5,
    arbitrary: fc.record({ what: fc.constantFrom('withdraw', 'release', 'grant', 'deny', 'active'), by: person }),
  },
  { weight: 3, arbitrary: fc.record({ what: fc.constantFrom('connect', 'disconnect', 'barred'), by: person }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('job' as const), of: fc.option(person) }) },
);
type Action = typeof anyAction extends fc.Arbitrary<infer T> ? T : never;

/** Faster than `expect`: it is called some million times. */
function must(holds: unknown, rule: string): asserts holds {
  if (!holds) throw new Error(`broken: ${rule}`);
}

class Oracle {
  nowUs = 5_000_000;
  lease: Lease = freeLease(FIRST_EPOCH);
  readonly connected = new Set<string>();
  /** Holder by epoch; null: the camera was free. */
  readonly holders = new Map<number, string | null>([[FIRST_EPOCH, null]]);
  job: { userId: string } | null = null;
  /** Last activity of the holder. */
  heardUs = 0;
  /** Start of the grace period; undefined when it is not running. */
  aloneUs: number | undefined;
  /** Since when a request waits for an answer while no job runs. */
  waitingUs = 0;

  /** Applies an action, then checks the invariants. */
  play(action: Action): void {
    this.#apply(action);
    this.#check();
  }

  #apply(action: Action): void {
    const before = this.lease;
    switch (action.what) {
      case 'wait':
        this.nowUs += action.ms * 1000;
        this.#step({ kind: 'time' });
        break;
      case 'order':
        this.#order(action.by, action.behind);
        break;
      case 'connect':
        if (this.connected.has(action.by.userId)) break;
        this.connected.add(action.by.userId);
        this.#step({ kind: 'connected', userId: action.by.userId });
        if (this.holder === action.by.userId) this.aloneUs = undefined;
        break;
      case 'disconnect':
        if (!this.connected.delete(action.by.userId)) break;
        this.#step({ kind: 'lost', userId: action.by.userId });
        if (this.holder === action.by.userId) this.aloneUs = this.nowUs;
        must(this.lease.request?.userId !== action.by.userId, 'a disconnect withdraws the request');
        break;
      case 'barred':
        this.#step({ kind: 'barred', userId: action.by.userId, reason: 'why' });
        must(![this.holder, this.lease.request?.userId].includes(action.by.userId), 'a barred person neither has nor requests control');
        break;
      case 'job':
        this.#job(action.of);
        break;
      case 'take':
        this.#step({ kind: 'take', by: action.by, reason: 'why' });
        must(this.holder === action.by.userId, 'after a take the person has control');
        if (this.lease.epoch !== before.epoch) this.waitingUs = this.nowUs;
        break;
      case 'request':
        this.#request(action.by);
        break;
      default:
        this.#people(action.what, action.by);
    }
  }

  get holder(): string | null {
    return this.lease.holder?.userId ?? null;
  }

  #order(by: Person, behind: number | null): void {
    this.#step({ kind: 'time' });
    const { epoch } = this.lease;
    const given = behind === null ? undefined : epoch - behind;
    const had = this.holders.get(epoch) ?? null;
    const touchedIt = had === by.userId && given === epoch - 1 && this.holders.get(epoch - 1) === null;
    const mayPass = (had === null || had === by.userId) && (given === undefined || given === epoch || touchedIt);
    const connected = this.connected.has(by.userId);
    const passed = this.#step({ kind: 'order', by, connected, ...(given !== undefined && { epoch: given }) }) === undefined;
    must(passed === mayPass, mayPass ? 'a command of the holder is accepted' : 'commands of others and under a stale epoch are refused');
    if (!passed) return;
    must(this.holder === by.userId, 'an accepted command is by the holder');
    this.heardUs = this.nowUs;
    if (had === null) this.aloneUs = connected ? undefined : this.nowUs;
    else if (this.aloneUs !== undefined) this.aloneUs = this.nowUs;
  }

  #request(by: Person): void {
    this.#step({ kind: 'time' });
    const { holder, lease } = this;
    const refused = this.#step({ kind: 'request', by });
    const other = lease.request !== null && lease.request.userId !== by.userId && holder !== by.userId;
    must(refused?.code === (other ? 'conflict' : undefined), 'a second request is refused while another is pending');
    if (other) return;
    must([this.holder, this.lease.request?.userId].includes(by.userId), 'after a request the person has control or waits for it');
    if (this.holder === by.userId) {
      this.heardUs = this.nowUs;
      this.aloneUs = undefined;
    } else if (lease.request === null) this.waitingUs = this.nowUs;
  }

  #people(kind: 'withdraw' | 'release' | 'grant' | 'deny' | 'active', by: Person): void {
    this.#step({ kind: 'time' });
    const { holder } = this;
    const waiting = this.lease.request;
    this.#step({ kind, by });
    if (kind === 'withdraw') must(this.lease.request?.userId !== by.userId, 'a withdrawn request is removed');
    // Only the holder can pass on control.
    if (kind === 'withdraw' || holder !== by.userId) must(this.holder === holder, 'only the holder can pass on control');
    else if (kind === 'grant' || kind === 'release')
      must(this.holder === (waiting?.userId ?? (kind === 'grant' ? by.userId : null)), 'released control goes to the pending request');
    const heard = kind === 'active' || (kind === 'deny' && waiting !== null);
    if (!heard || holder !== by.userId) return;
    this.heardUs = this.nowUs;
    if (this.aloneUs !== undefined) this.aloneUs = this.nowUs;
  }

  #job(of: Person | null): void {
    const before = this.job;
    this.#step({ kind: 'time' });
    this.job = of && { userId: of.userId };
    this.#step({ kind: 'job', job: this.job });
    const ownChanged = (before?.userId === this.holder) !== (this.job?.userId === this.holder);
    if (this.holder !== null && ownChanged) this.heardUs = this.nowUs;
    if (before && !this.job) this.waitingUs = this.nowUs;
  }

  #step(event: LeaseEvent) {
    const before = this.lease;
    const { lease, refused } = step(before, event, this.nowUs, LIMITS);
    this.lease = lease;
    this.#noteEpoch(before);
    return refused;
  }

  #noteEpoch(before: Lease): void {
    const { epoch, last } = this.lease;
    must(epoch >= before.epoch, 'the epoch never falls');
    // The epoch changes exactly when the holder does.
    if (epoch === before.epoch) must(this.holder === (before.holder?.userId ?? null), 'the epoch changes with the holder');
    if (epoch === before.epoch) return;
    if (epoch === before.epoch + 1) this.#checkTimeout(before);
    for (let passed = before.epoch + 1; passed < epoch; passed += 1) this.holders.set(passed, 'unknown');
    this.holders.set(epoch, this.holder);
    this.heardUs = last?.atUs ?? NaN;
    this.aloneUs = undefined;
  }

  /** A timeout never ends control early, and passes it to the pending request. */
  #checkTimeout(before: Lease): void {
    const { last } = this.lease;
    if (last?.by !== null || last.change === 'released') return;
    const works = this.job !== null && this.job.userId === before.holder?.userId;
    const dueUs: Partial<Record<typeof last.change, number>> = {
      disconnected: (this.aloneUs ?? NaN) + LIMITS.graceUs,
      idle: works ? NaN : this.heardUs + LIMITS.idleUs,
      silence: this.job ? NaN : this.waitingUs + LIMITS.requestUs,
    };
    must(last.atUs === dueUs[last.change], `control does not end before its deadline: ${last.change}`);
    must(this.holder === (before.request?.userId ?? null), 'freed control goes to the pending request');
  }

  #check(): void {
    const { holder, request, job } = this.lease;
    must(!request || (holder !== null && holder.userId !== request.userId), 'a request needs a holder who is another person');
    // Requests are answered in time; disconnected and idle holders lose control in time.
    must(!request || this.job !== null || this.nowUs < this.waitingUs + LIMITS.requestUs, 'a request is answered in time');
    must(
      !holder || this.aloneUs === undefined || this.nowUs < this.aloneUs + LIMITS.graceUs,
      'a disconnected holder loses control in time',
    );
    const works = holder !== null && job?.userId === holder.userId;
    must(!holder || works || this.nowUs < this.heardUs + LIMITS.idleUs, 'an idle holder loses control in time');
    const due = nextDeadline(this.lease, LIMITS);
    must(due === undefined || due > this.nowUs, 'nothing is overdue');
    must(!holder || works || due !== undefined, 'every holder has a deadline');
  }
}

it(`keeps its invariants over ${HISTORIES} histories`, () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(anyAction, { minLength: 5, maxLength: 40 }), (history) => {
      const oracle = new Oracle();
      for (const action of history) {
        oracle.play(action);
        seen.add(oracle.lease.last?.change ?? 'none');
      }
      // Without further activity the camera becomes free.
      oracle.play({ what: 'job', of: null });
      oracle.play({ what: 'wait', ms: 15 + 60 });
      expect(oracle.holder).toBeNull();
    }),
    { numRuns: HISTORIES },
  );
  // The histories must reach every kind of change.
  expect([...seen].toSorted()).toEqual(
    ['claimed', 'denied', 'disconnected', 'granted', 'idle', 'none', 'released', 'silence', 'taken', 'withdrawn'].toSorted(),
  );
});

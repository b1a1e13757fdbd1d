/**
 * The lease against random histories. The judge below keeps its own account of who is connected, when each was last
 * heard of and who had which epoch, and knows nothing of how the lease does it.
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
const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 25 }) }) },
  {
    weight: 5,
    // How far behind the epoch of now an order's is; null: it carries none.
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
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** `expect` for hot loops: it is asked some million times. */
function must(holds: unknown, rule: string): asserts holds {
  if (!holds) throw new Error(`broken: ${rule}`);
}

class Judge {
  nowUs = 5_000_000;
  lease: Lease = freeLease(FIRST_EPOCH);
  readonly connected = new Set<string>();
  /** Who had each epoch; null: nobody. */
  readonly holders = new Map<number, string | null>([[FIRST_EPOCH, null]]);
  job: { userId: string } | null = null;
  /** When the holder was last known to be there, or without reason to be idle. */
  heardUs = 0;
  /** Since when the holder is without connections and without order; undefined: the grace does not run. */
  aloneUs: number | undefined;
  /** Since when somebody waits for an answer, with no job running. */
  waitingUs = 0;

  /** Lets it happen, and checks all that holds after anything. */
  play(happened: Happening): void {
    this.#happen(happened);
    this.#check();
  }

  #happen(happened: Happening): void {
    const before = this.lease;
    switch (happened.what) {
      case 'wait':
        this.nowUs += happened.ms * 1000;
        this.#step({ kind: 'time' });
        break;
      case 'order':
        this.#order(happened.by, happened.behind);
        break;
      case 'connect':
        if (this.connected.has(happened.by.userId)) break;
        this.connected.add(happened.by.userId);
        this.#step({ kind: 'connected', userId: happened.by.userId });
        if (this.holder === happened.by.userId) this.aloneUs = undefined;
        break;
      case 'disconnect':
        if (!this.connected.delete(happened.by.userId)) break;
        this.#step({ kind: 'lost', userId: happened.by.userId });
        if (this.holder === happened.by.userId) this.aloneUs = this.nowUs;
        must(this.lease.request?.userId !== happened.by.userId, 'who has left asks no more');
        break;
      case 'barred':
        this.#step({ kind: 'barred', userId: happened.by.userId, reason: 'why' });
        must(![this.holder, this.lease.request?.userId].includes(happened.by.userId), 'the barred have and ask for nothing');
        break;
      case 'job':
        this.#job(happened.of);
        break;
      case 'take':
        this.#step({ kind: 'take', by: happened.by, reason: 'why' });
        must(this.holder === happened.by.userId, 'who takes it has it');
        if (this.lease.epoch !== before.epoch) this.waitingUs = this.nowUs;
        break;
      case 'request':
        this.#request(happened.by);
        break;
      default:
        this.#people(happened.what, happened.by);
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
    must(passed === mayPass, mayPass ? 'an order of the holder passes' : 'no order passes of others, or under a stale epoch');
    if (!passed) return;
    must(this.holder === by.userId, 'an order that passed is of the holder');
    this.heardUs = this.nowUs;
    if (had === null) this.aloneUs = connected ? undefined : this.nowUs;
    else if (this.aloneUs !== undefined) this.aloneUs = this.nowUs;
  }

  #request(by: Person): void {
    this.#step({ kind: 'time' });
    const { holder, lease } = this;
    const refused = this.#step({ kind: 'request', by });
    const other = lease.request !== null && lease.request.userId !== by.userId && holder !== by.userId;
    must(refused?.code === (other ? 'conflict' : undefined), 'the second who asks is told of the first');
    if (other) return;
    must([this.holder, this.lease.request?.userId].includes(by.userId), 'who asks has it or waits for it');
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
    if (kind === 'withdraw') must(this.lease.request?.userId !== by.userId, 'a request that was withdrawn is gone');
    // Nobody but the holder moves control.
    if (kind === 'withdraw' || holder !== by.userId) must(this.holder === holder, 'nobody but the holder moves control');
    else if (kind === 'grant' || kind === 'release')
      must(this.holder === (waiting?.userId ?? (kind === 'grant' ? by.userId : null)), 'what is given goes to who waits');
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
    // No change of hands without another epoch, and no epoch without one.
    if (epoch === before.epoch) must(this.holder === (before.holder?.userId ?? null), 'no change of hands without another epoch');
    if (epoch === before.epoch) return;
    if (epoch === before.epoch + 1) this.#checkWhy(before);
    for (let passed = before.epoch + 1; passed < epoch; passed += 1) this.holders.set(passed, 'somebody');
    this.holders.set(epoch, this.holder);
    this.heardUs = last?.atUs ?? NaN;
    this.aloneUs = undefined;
  }

  /** Time takes control from nobody too early, and gives it to who waits. */
  #checkWhy(before: Lease): void {
    const { last } = this.lease;
    if (last?.by !== null || last.change === 'released') return;
    const works = this.job !== null && this.job.userId === before.holder?.userId;
    const dueUs: Partial<Record<typeof last.change, number>> = {
      disconnected: (this.aloneUs ?? NaN) + LIMITS.graceUs,
      idle: works ? NaN : this.heardUs + LIMITS.idleUs,
      silence: this.job ? NaN : this.waitingUs + LIMITS.requestUs,
    };
    must(last.atUs === dueUs[last.change], `nobody loses it before the time: ${last.change}`);
    must(this.holder === (before.request?.userId ?? null), 'what becomes free goes to who waits');
  }

  #check(): void {
    const { holder, request, job } = this.lease;
    must(!request || (holder !== null && holder.userId !== request.userId), 'one asks another');
    // Who asks gets control or an answer in time; the absent and the idle lose it in time.
    must(!request || this.job !== null || this.nowUs < this.waitingUs + LIMITS.requestUs, 'who asks is answered in time');
    must(!holder || this.aloneUs === undefined || this.nowUs < this.aloneUs + LIMITS.graceUs, 'the absent lose it in time');
    const works = holder !== null && job?.userId === holder.userId;
    must(!holder || works || this.nowUs < this.heardUs + LIMITS.idleUs, 'the idle lose it in time');
    const due = nextDeadline(this.lease, LIMITS);
    must(due === undefined || due > this.nowUs, 'nothing is overdue');
    must(!holder || works || due !== undefined, 'whoever has it may lose it to time');
  }
}

it(`holds its rules over ${HISTORIES} histories`, () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(happening, { minLength: 5, maxLength: 40 }), (history) => {
      const judge = new Judge();
      for (const happened of history) {
        judge.play(happened);
        seen.add(judge.lease.last?.change ?? 'none');
      }
      // Left alone, the camera is free in the end, or its holder's own job runs.
      judge.play({ what: 'job', of: null });
      judge.play({ what: 'wait', ms: 15 + 60 });
      expect(judge.holder).toBeNull();
    }),
    { numRuns: HISTORIES },
  );
  // Histories that never come to anything would prove nothing.
  expect([...seen].toSorted()).toEqual(
    ['claimed', 'denied', 'disconnected', 'granted', 'idle', 'none', 'released', 'silence', 'taken', 'withdrawn'].toSorted(),
  );
});

/** Queue for shared work: fair between people, bounded per person, and aborts jobs without remaining requests. */
import { HubError, rateLimited } from '../../../errors.ts';
import { Rotation, type Requester } from './rotation.ts';

/** Work of one kind. Earlier lanes go first. */
export interface Lane {
  /** Plural noun for error messages: "views". */
  readonly name: string;
  /** Maximum waiting jobs per person. */
  readonly maxPerPerson: number;
  /** Maximum waiting jobs of all guests of one link together. */
  readonly maxPerParty: number;
}

export interface FairQueueOptions<Name extends string> {
  readonly concurrency: number;
  readonly lanes: Readonly<Record<Name, Lane>>;
  /** Called for each refusal. */
  readonly onRefused?: (() => void) | undefined;
}

export interface Request<Name extends string> {
  readonly lane: Name;
  readonly by: Requester;
  /** Requests with the same key share one job and its result. */
  readonly key?: string;
  /** Withdraws this request. The job is dropped, or aborted while it runs, once all its requests are withdrawn. */
  readonly signal?: AbortSignal | undefined;
}

/** `signal` aborts when the result is no longer wanted. */
export type Work<Result> = (signal: AbortSignal) => Promise<Result>;

interface Job {
  readonly key: string | undefined;
  readonly run: () => Promise<void>;
  readonly reject: (error: unknown) => void;
  readonly result: Promise<unknown>;
  readonly controller: AbortController;
  readonly places: { readonly lane: Rotation<Job>; readonly by: Requester }[];
  requests: number;
}

/** After this many jobs of one lane, later lanes get a turn, so that a flood does not starve them. */
const MAX_IN_A_ROW = 8;
const FIRST_GUESS_MS = 500;
const LONGEST_RETRY_SECONDS = 60;

export class FairQueue<Name extends string> {
  readonly #options: FairQueueOptions<Name>;
  readonly #lanes: ReadonlyMap<Name, Rotation<Job>>;
  readonly #jobs = new Map<string, Job>();
  readonly #running = new Map<Job, Promise<void>>();
  #lastLane: Rotation<Job> | undefined;
  #inARow = 0;
  /** Running average duration of jobs, ms. */
  #averageMs = FIRST_GUESS_MS;
  #closed = false;

  constructor(options: FairQueueOptions<Name>) {
    this.#options = options;
    this.#lanes = new Map((Object.keys(options.lanes) as Name[]).map((name) => [name, new Rotation<Job>()]));
  }

  /** Waiting jobs of a lane. A job in two lanes counts in both. */
  waiting(lane: Name): number {
    return this.#lane(lane).size;
  }

  /** @throws {HubError} rate_limited when this person has too many waiting jobs; shutting_down; the signal's reason */
  async run<Result>(work: Work<Result>, request: Request<Name>): Promise<Result> {
    request.signal?.throwIfAborted();
    if (this.#closed) throw shuttingDown();
    const known = request.key === undefined ? undefined : this.#jobs.get(request.key);
    const isWaiting = known === undefined || !this.#running.has(known);
    if (isWaiting && !(known && this.#lane(request.lane).has(request.by, known))) this.#assertRoom(request);
    const job = known ?? this.#create(work, request.key);
    if (isWaiting) this.#place(job, request);
    job.requests += 1;
    this.#start();
    return this.#settle(job as Job & { result: Promise<Result> }, request.signal);
  }

  /** Rejects waiting jobs, aborts running ones, and resolves when they have ended. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of new Set([...this.#lanes.values()].flatMap((lane) => drain(lane)))) job.reject(shuttingDown());
    this.#jobs.clear();
    for (const job of this.#running.keys()) job.controller.abort(shuttingDown());
    await Promise.all(this.#running.values());
  }

  #create<Result>(work: Work<Result>, key: string | undefined): Job {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    promise.catch(() => undefined); // each request handles rejection itself; all of them may be aborted
    const controller = new AbortController();
    const job: Job = {
      key,
      run: () => work(controller.signal).then(resolve, reject),
      reject,
      result: promise,
      controller,
      places: [],
      requests: 0,
    };
    if (key !== undefined) this.#jobs.set(key, job);
    return job;
  }

  #place(job: Job, { lane: name, by }: Request<Name>): void {
    const lane = this.#lane(name);
    if (lane.has(by, job)) return;
    lane.add(by, job);
    job.places.push({ lane, by });
  }

  #settle<Result>(job: Job & { result: Promise<Result> }, signal: AbortSignal | undefined): Promise<Result> {
    if (!signal) return job.result;
    return new Promise<Result>((resolve, reject) => {
      const leave = (): void => {
        this.#withdraw(job, signal.reason);
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      signal.addEventListener('abort', leave, { once: true });
      job.result.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  #withdraw(job: Job, reason: unknown): void {
    job.requests -= 1;
    if (job.requests > 0) return;
    if (job.key !== undefined && this.#jobs.get(job.key) === job) this.#jobs.delete(job.key);
    this.#removeFromLanes(job);
    job.controller.abort(reason);
  }

  #assertRoom({ lane: name, by }: Request<Name>): void {
    const lane = this.#lane(name);
    const limits = this.#options.lanes[name];
    const { person, party } = lane.count(by);
    const tooMany = person >= limits.maxPerPerson ? limits.maxPerPerson : party >= limits.maxPerParty ? limits.maxPerParty : undefined;
    if (tooMany === undefined) return;
    this.#options.onRefused?.();
    const whose = tooMany === limits.maxPerPerson ? 'of yours' : 'of this link';
    const seconds = Math.ceil((lane.size * this.#averageMs) / this.#options.concurrency / 1000);
    throw rateLimited(
      `${String(tooMany)} ${limits.name} ${whose} are already waiting, which is the limit`,
      Math.min(LONGEST_RETRY_SECONDS, Math.max(1, seconds)),
    );
  }

  #start(): void {
    while (!this.#closed && this.#running.size < this.#options.concurrency) {
      const job = this.#next();
      if (job === undefined) return;
      this.#removeFromLanes(job);
      const startedMs = performance.now();
      const running = job.run().finally(() => {
        this.#running.delete(job);
        if (job.key !== undefined && this.#jobs.get(job.key) === job) this.#jobs.delete(job.key);
        this.#averageMs += (performance.now() - startedMs - this.#averageMs) / 8;
        this.#start();
      });
      this.#running.set(job, running);
    }
  }

  #next(): Job | undefined {
    const waiting = [...this.#lanes.values()].filter((lane) => lane.size > 0);
    const [preferred, ...later] = waiting;
    const lane = preferred === this.#lastLane && this.#inARow >= MAX_IN_A_ROW ? (later[0] ?? preferred) : preferred;
    this.#inARow = lane === this.#lastLane ? this.#inARow + 1 : 1;
    this.#lastLane = lane;
    return lane?.next();
  }

  #removeFromLanes(job: Job): void {
    for (const { lane, by } of job.places.splice(0)) lane.delete(by, job);
  }

  #lane(name: Name): Rotation<Job> {
    const lane = this.#lanes.get(name);
    if (!lane) throw new Error(`there is no lane ${name}`);
    return lane;
  }
}

function drain<Item>(lane: Rotation<Item>): Item[] {
  const items: Item[] = [];
  for (let item = lane.next(); item !== undefined; item = lane.next()) items.push(item);
  return items;
}

const shuttingDown = (): HubError => new HubError('shutting_down', 'The hub is shutting down');

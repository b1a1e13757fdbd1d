import { jobSchema, type Job } from '@eyepiece/shared-types';
import { reasonOf, throwIfAborted, type Waiting } from '../deadline.ts';
import { HubError } from '../hub-error.ts';
import type { Hub } from './hub.ts';

/** Without a report for so long, the hub is asked: reports may be lost while the connection is. */
const ASK_EVERY_MS = 10_000;
const PASSING: ReadonlySet<string> = new Set(['hub_unreachable', 'hub_timeout', 'shutting_down', 'database_unavailable']);
const ENDED: ReadonlySet<Job['state']> = new Set(['done', 'cancelled', 'failed']);

/** Remembers that something has happened until it is looked at. */
class News {
  #pending = false;
  #wake: (() => void) | null = null;

  note(): void {
    this.#pending = true;
    this.#wake?.();
  }

  /** @returns whether something has happened, now or before the time is over */
  async within(ms: number): Promise<boolean> {
    if (!this.#pending) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wake = null;
    const happened = this.#pending;
    this.#pending = false;
    return happened;
  }
}

/** A burst, time-lapse or clip in a camera service. It continues without this program. */
export class RunningJob {
  readonly id: string;
  readonly #hub: Hub;
  #state: Job;

  /** @internal */
  constructor(hub: Hub, state: Job) {
    this.#hub = hub;
    this.id = state.id;
    this.#state = state;
  }

  /** The last report that this object has seen. */
  get state(): Job {
    return this.#state;
  }

  get ended(): boolean {
    return ENDED.has(this.#state.state);
  }

  /**
   * The reports, the newest each time the loop asks; the last one is that of the end. The hub is asked again after a
   * lost connection. Rejects with the signal, or when the connection has ended for good.
   */
  async *progress({ signal }: Pick<Waiting, 'signal'> = {}): AsyncGenerator<Job, void, undefined> {
    const news = new News();
    const note = (): void => news.note();
    note();
    const stops = [
      this.#hub.on('job:progress', (job) => {
        if (job.id !== this.id) return;
        this.#accept(job);
        note();
      }),
      this.#hub.on('closed', note),
    ];
    signal?.addEventListener('abort', note);
    try {
      for (;;) {
        const told = await news.within(ASK_EVERY_MS);
        throwIfAborted(signal);
        throwIfAborted(this.#hub.ended);
        if (!told && !(await this.#refresh(signal))) continue;
        const job = this.#state;
        yield job;
        if (ENDED.has(job.state)) return;
      }
    } finally {
      signal?.removeEventListener('abort', note);
      for (const stop of stops) stop();
    }
  }

  /** Waits for the end. @throws {HubError} `camera_error` if the job has failed */
  async end(waiting: Pick<Waiting, 'signal'> = {}): Promise<Job> {
    for await (const _ of this.progress(waiting));
    if (this.#state.state === 'failed') throw new HubError('camera_error', this.#state.reason ?? 'the job has failed');
    return this.#state;
  }

  /** Ends the job. Its pictures stay. */
  async cancel(waiting: Waiting = {}): Promise<Job> {
    return this.#accept((await this.#hub.ask('job:cancel', { jobId: this.id }, waiting)).job);
  }

  /** Continues a paused job that waits for it. */
  async resume(waiting: Waiting = {}): Promise<Job> {
    return this.#accept((await this.#hub.ask('job:resume', { jobId: this.id }, waiting)).job);
  }

  /** A job that has ended stays ended: an older report may come later. */
  #accept(job: Job): Job {
    if (!this.ended) this.#state = job;
    return this.#state;
  }

  /** @returns whether there is a new report */
  async #refresh(signal: AbortSignal | undefined): Promise<boolean> {
    const stopped = AbortSignal.any([...(signal ? [signal] : []), this.#hub.ended]);
    try {
      const path = `/jobs/${encodeURIComponent(this.id)}`;
      const job = await this.#hub.api.json(jobSchema, path, { signal: stopped, timeoutMs: ASK_EVERY_MS, cache: 'no-store' });
      const before = this.#state;
      this.#accept(job);
      return JSON.stringify(before) !== JSON.stringify(this.#state);
    } catch (error) {
      if (signal?.aborted) throw reasonOf(signal);
      // The connection is lost for a while; the next attempt follows.
      if (error instanceof HubError && PASSING.has(error.code) && !this.#hub.ended.aborted) return false;
      throw error;
    }
  }
}

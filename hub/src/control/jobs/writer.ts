/** Keeps reports of jobs in the database: changes of state at once, progress now and then, always the newest of each. */
import type { Job } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { HubError } from '../../errors.ts';
import type { Jobs } from './job-rows.ts';

/** Progress is also in the service's memory and in its own files. */
const PROGRESS_MS = 2000;
/** Between attempts while the database is away. */
const RETRY_MS = 3000;

export class JobWriter {
  readonly #jobs: Pick<Jobs, 'save'>;
  readonly #logger: Logger;
  readonly #waiting = new Map<string, Job>();
  #timer: NodeJS.Timeout | undefined;
  #dueAtMs = Number.POSITIVE_INFINITY;
  #writing: Promise<void> | undefined;

  constructor(jobs: Pick<Jobs, 'save'>, logger: Logger) {
    this.#jobs = jobs;
    this.#logger = logger;
  }

  /** What is not yet in the database. */
  waiting(id: string): Job | undefined {
    return this.#waiting.get(id);
  }

  put(job: Job, atOnce: boolean): void {
    this.#waiting.set(job.id, job);
    this.#plan(atOnce ? 0 : PROGRESS_MS);
  }

  /** One last attempt at what waits. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#writing;
    await this.#writeAll();
    clearTimeout(this.#timer);
  }

  #plan(delayMs: number): void {
    const dueAtMs = performance.now() + delayMs;
    if (dueAtMs >= this.#dueAtMs) return;
    this.#dueAtMs = dueAtMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#dueAtMs = Number.POSITIVE_INFINITY;
      // One after the other: an older report must not be written over a newer one.
      this.#writing = (this.#writing ?? Promise.resolve()).then(() => this.#writeAll());
    }, delayMs);
  }

  async #writeAll(): Promise<void> {
    for (const [id, job] of [...this.#waiting]) {
      const kept = await this.#write(job);
      if (kept && this.#waiting.get(id) === job) this.#waiting.delete(id);
      if (!kept) {
        this.#plan(RETRY_MS);
        return;
      }
    }
  }

  /** Whether the job needs no further attempt. */
  async #write(job: Job): Promise<boolean> {
    try {
      await this.#jobs.save(job);
      return true;
    } catch (error) {
      const away = error instanceof HubError && error.code === 'database_unavailable';
      this.#logger.warn({ jobId: job.id, err: error }, away ? 'a job waits for the database' : 'a job cannot be kept');
      return !away;
    }
  }
}

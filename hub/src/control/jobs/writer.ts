/** Writes job reports to the database: changes of state at once, progress periodically; only the newest of each job. */
import type { Job } from '@eyepiece/shared-types';
import PQueue from 'p-queue';
import type { Logger } from 'pino';
import { HubError } from '../../errors.ts';
import type { Jobs } from './job-rows.ts';

/** Progress may be delayed, because the camera service keeps it as well. */
const PROGRESS_MS = 2000;
/** Delay between attempts while the database is unavailable. */
const RETRY_MS = 3000;

export class JobWriter {
  readonly #jobs: Pick<Jobs, 'save'>;
  readonly #logger: Logger;
  readonly #pending = new Map<string, Job>();
  #timer: NodeJS.Timeout | undefined;
  #dueAtMs = Number.POSITIVE_INFINITY;
  /** Writes are serial: an older report must not overwrite a newer one. */
  readonly #writes = new PQueue({ concurrency: 1 });

  constructor(jobs: Pick<Jobs, 'save'>, logger: Logger) {
    this.#jobs = jobs;
    this.#logger = logger;
  }

  /** The report that is not yet in the database. */
  pending(id: string): Job | undefined {
    return this.#pending.get(id);
  }

  enqueue(job: Job, atOnce: boolean): void {
    this.#pending.set(job.id, job);
    this.#schedule(atOnce ? 0 : PROGRESS_MS);
  }

  /** Makes a last attempt to write pending reports. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#writes.onIdle();
    await this.#writeAll();
    clearTimeout(this.#timer);
  }

  #schedule(delayMs: number): void {
    const dueAtMs = performance.now() + delayMs;
    if (dueAtMs >= this.#dueAtMs) return;
    this.#dueAtMs = dueAtMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#dueAtMs = Number.POSITIVE_INFINITY;
      void this.#writes.add(() => this.#writeAll());
    }, delayMs);
  }

  async #writeAll(): Promise<void> {
    for (const [id, job] of [...this.#pending]) {
      const saved = await this.#write(job);
      if (saved && this.#pending.get(id) === job) this.#pending.delete(id);
      if (!saved) {
        this.#schedule(RETRY_MS);
        return;
      }
    }
  }

  /** @returns false when the write should be retried */
  async #write(job: Job): Promise<boolean> {
    try {
      await this.#jobs.save(job);
      return true;
    } catch (error) {
      const unavailable = error instanceof HubError && error.code === 'database_unavailable';
      this.#logger.warn(
        { jobId: job.id, err: error },
        unavailable ? 'a job report waits for the database' : 'a job report could not be stored',
      );
      return !unavailable;
    }
  }
}

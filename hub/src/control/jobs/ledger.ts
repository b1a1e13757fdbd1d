/** The state of all jobs: takes reports of the camera services, stores them and emits them as events. */
import { EventEmitter } from 'node:events';
import type { Job } from '@eyepiece/shared-types';
import type { Logger } from 'pino';
import { jobNotFound } from '../../errors.ts';
import type { Camera } from '../../ingest/camera.ts';
import { nowUs } from '../../process/host-clock.ts';
import type { CameraRegistry } from '../../ingest/registry.ts';
import type { Jobs } from './job-rows.ts';
import { JobWriter } from './writer.ts';

/** Number of ended jobs shown with their camera. */
const ENDED_SHOWN = 5;
const UNKNOWN_TO_SERVICE = 'The camera service no longer knows this job; captures already taken are kept';

interface LedgerEvents {
  /** A job was started, progressed, or changed its state. */
  progress: [job: Job];
  /** As `progress`, of a camera that lives at another hub. That hub records it. */
  mirrored: [job: Job];
}

export interface JobLedgerParts {
  readonly registry: CameraRegistry;
  readonly jobs: Jobs;
  readonly logger: Logger;
}

export class JobLedger extends EventEmitter<LedgerEvents> {
  readonly #registry: CameraRegistry;
  readonly #jobs: Jobs;
  readonly #writer: JobWriter;
  readonly #logger: Logger;
  /** By camera of this hub, newest first. */
  readonly #current = new Map<string, readonly Job[]>();

  /** Cameras whose jobs other hubs have recorded since this hub did. */
  readonly #elsewhere = new Set<string>();

  constructor({ registry, jobs, logger }: JobLedgerParts) {
    super();
    this.#registry = registry;
    this.#jobs = jobs;
    this.#logger = logger;
    this.#writer = new JobWriter(jobs, logger);
    for (const camera of registry.all) this.#follow(camera);
    registry.on('added', (camera) => this.#follow(camera));
    registry.on('attached', (camera, hello) => {
      this.#reconcile(camera, hello.jobs);
      if (this.#elsewhere.has(camera.id)) void this.#readStored(camera, hello.jobs);
    });
  }

  /** Loads a camera's stored jobs after a restart. */
  async restore(camera: Camera): Promise<void> {
    this.#show(camera, await this.#jobs.current(camera.id, ENDED_SHOWN), false);
  }

  /** Takes a report: an event of the camera link, or the response to a command. */
  record(job: Job): void {
    const jobs = this.#current.get(job.cameraId) ?? [];
    const before = jobs.find(({ id }) => id === job.id);
    // Responses and events may arrive out of order: an ended job stays ended.
    if (before?.endedAtUs !== undefined && job.endedAtUs === undefined) return;
    const stateChanged = before?.state !== job.state;
    this.#writer.enqueue(job, stateChanged);
    const camera = this.#registry.get(job.cameraId);
    if (camera) this.#show(camera, [job, ...jobs.filter((other) => other !== before)], stateChanged);
    this.emit('progress', job);
  }

  /** @throws {HubError} job_not_found */
  async get(id: string): Promise<Job> {
    const job = this.#newest(id) ?? (await this.#jobs.find(id));
    if (!job) throw jobNotFound(id);
    return job;
  }

  /** Jobs of one camera, newest first. */
  async ofCamera(cameraId: string, limit: number): Promise<Job[]> {
    const stored = await this.#jobs.ofCamera(cameraId, limit);
    const ids = new Set(stored.map(({ id }) => id));
    const unwritten = (this.#current.get(cameraId) ?? []).filter(({ id }) => !ids.has(id));
    const all = [...unwritten, ...stored.map((job) => this.#newest(job.id) ?? job)];
    return all.sort(newestFirst).slice(0, limit);
  }

  /** Resolves when all reports are written or have failed. */
  close(): Promise<void> {
    return this.#writer.close();
  }

  #follow(camera: Camera): void {
    camera.on('job', (job) => {
      if (camera.isRemote) this.emit('mirrored', job);
      else this.record(job);
    });
    camera.on('attached', () => {
      if (camera.isRemote) this.#leave(camera);
    });
  }

  #leave(camera: Camera): void {
    this.#elsewhere.add(camera.id);
    this.#current.delete(camera.id);
    camera.setJobs([], false);
  }

  /** A hello lists all jobs of a service. Jobs that it no longer knows are ended here. */
  #reconcile(camera: Camera, reported: readonly Job[] | undefined): void {
    if (!reported) return;
    // A service that was renamed may still list jobs under its former camera id.
    const own = reported.filter(({ cameraId }) => cameraId === camera.id);
    const named = new Set(own.map(({ id }) => id));
    const current = new Map(this.#current.get(camera.id)?.map((job) => [job.id, job]));
    for (const job of [...own].reverse()) {
      const known = current.get(job.id);
      if (known ? known.endedAtUs === undefined : job.endedAtUs === undefined) this.record(job);
    }
    this.#endLost(current.values(), named);
    void this.#catchUp(own.filter((job) => job.endedAtUs !== undefined && !current.has(job.id)));
  }

  /** After a stay at another hub: its jobs that the service no longer knows are ended here. Never rejects. */
  async #readStored(camera: Camera, reported: readonly Job[] | undefined): Promise<void> {
    const { link } = camera;
    try {
      const stored = await this.#jobs.current(camera.id, ENDED_SHOWN);
      if (camera.link !== link) return; // its next link does this again
      this.#elsewhere.delete(camera.id);
      const newer = this.#current.get(camera.id) ?? [];
      const ids = new Set(newer.map(({ id }) => id));
      const older = stored.filter(({ id }) => !ids.has(id));
      this.#show(camera, [...newer, ...older], true);
      if (reported) this.#endLost(older, new Set(reported.map(({ id }) => id)));
    } catch (error) {
      this.#logger.warn({ cameraId: camera.id, err: error }, 'the jobs of a camera that came from another hub could not be read yet');
    }
  }

  #endLost(jobs: Iterable<Job>, named: ReadonlySet<string>): void {
    for (const job of jobs) if (job.endedAtUs === undefined && !named.has(job.id)) this.record(lost(job));
  }

  /** Records jobs that were started and ended while the hub was not connected. */
  async #catchUp(ended: readonly Job[]): Promise<void> {
    if (ended.length === 0) return;
    try {
      const known = await this.#jobs.endedOf(ended.map(({ id }) => id));
      for (const job of [...ended].reverse()) if (!known.has(job.id)) this.record(job);
    } catch (error) {
      // The next hello lists them again.
      this.#logger.warn({ err: error }, 'jobs that ended while disconnected could not be recorded yet');
    }
  }

  #newest(id: string): Job | undefined {
    const pending = this.#writer.pending(id);
    if (pending) return pending;
    for (const jobs of this.#current.values()) {
      const job = jobs.find((candidate) => candidate.id === id);
      if (job) return job;
    }
    return undefined;
  }

  #show(camera: Camera, jobs: readonly Job[], announce: boolean): void {
    const sorted = [...jobs].sort(newestFirst);
    const ended = sorted.filter(({ endedAtUs }) => endedAtUs !== undefined).slice(0, ENDED_SHOWN);
    const shown = sorted.filter((job) => job.endedAtUs === undefined || ended.includes(job));
    this.#current.set(camera.id, shown);
    camera.setJobs(shown, announce);
  }
}

function newestFirst(a: Job, b: Job): number {
  return b.startedAtUs - a.startedAtUs || (a.id < b.id ? 1 : -1);
}

function lost({ nextAtUs: _nextAtUs, resumable: _resumable, waiting: _waiting, ...job }: Job): Job {
  return { ...job, state: 'failed', reason: UNKNOWN_TO_SERVICE, endedAtUs: Math.max(job.startedAtUs, nowUs()) };
}

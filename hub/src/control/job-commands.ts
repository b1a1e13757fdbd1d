/** Commands for jobs. The ledger receives their progress from the camera. */
import { randomUUID } from 'node:crypto';
import {
  jobEstimateResultSchema,
  jobResultSchema,
  sequenceStartSchema,
  type Job,
  type JobEstimate,
  type JobOrder,
} from '@eyepiece/shared-types';
import { userOf, type Caller } from '../people/caller.ts';
import { authorizeAt, mayAt } from '../people/policies.ts';
import { conflict } from '../errors.ts';
import type { JobLedger } from './jobs/ledger.ts';
import { assertStorable } from '../persistence/storable-text.ts';
import type { UnderControl } from './journal.ts';
import type { CameraCommandsParts } from './commands.ts';
import { calibrationOf } from './optics.ts';

export interface JobCommandsParts extends Omit<CameraCommandsParts, 'arrivals'> {
  readonly ledger: JobLedger;
}

export class JobCommands {
  readonly #parts: JobCommandsParts;

  constructor(parts: JobCommandsParts) {
    this.#parts = parts;
  }

  /** @throws {HubError} camera_busy, with the running job's name, when the camera has one already */
  async start(cameraId: string, order: JobOrder, person: Caller, { epoch }: UnderControl = {}): Promise<Job> {
    assertStorable(order);
    const { nameTemplate, ...job } = order;
    const calibration = calibrationOf(this.#parts.orders.camera(cameraId).objective);
    const sessionId = this.#parts.sessions.openOf(cameraId);
    const params = sequenceStartSchema.parse({ jobId: randomUUID(), job, user: userOf(person), sessionId, nameTemplate, ...calibration });
    this.#parts.control.admit(cameraId, person, epoch);
    const started = await this.#sendAndRecord(cameraId, 'sequence.start', params);
    this.#parts.journal({ actor: person, action: 'job.start', subject: started.id, details: { cameraId, ...job } });
    return started;
  }

  async estimate(cameraId: string, { nameTemplate: _nameTemplate, ...job }: JobOrder): Promise<JobEstimate> {
    return (await this.#parts.orders.send(cameraId, 'sequence.estimate', { job }, jobEstimateResultSchema)).estimate;
  }

  /**
   * Cancels a job; captures already taken stay. Returns a job that has already ended unchanged. The person who started
   * the job and administrators need no control, so that a running job can always be stopped.
   */
  async cancel(jobId: string, person: Caller, { epoch }: UnderControl = {}): Promise<Job> {
    const job = await this.#parts.ledger.get(jobId);
    if (job.endedAtUs !== undefined) return job;
    authorizeAt(person, 'job:control', job.cameraId);
    const free = job.user?.id === person.userId || mayAt(person, 'control:override', job.cameraId);
    if (!free) this.#parts.control.admit(job.cameraId, person, epoch);
    const cancelled = await this.#sendAndRecord(job.cameraId, 'sequence.cancel', { jobId });
    this.#parts.journal({ actor: person, action: 'job.cancel', subject: jobId, details: { cameraId: job.cameraId } });
    return cancelled;
  }

  /** @throws {HubError} conflict when the job has ended */
  async resume(jobId: string, person: Caller, { epoch }: UnderControl = {}): Promise<Job> {
    const job = await this.#parts.ledger.get(jobId);
    if (job.endedAtUs !== undefined) throw conflict(`The job has ended (${job.state}) and cannot be resumed; start a new one`);
    this.#parts.control.admit(job.cameraId, person, epoch);
    const resumed = await this.#sendAndRecord(job.cameraId, 'sequence.resume', { jobId });
    this.#parts.journal({ actor: person, action: 'job.resume', subject: jobId, details: { cameraId: job.cameraId } });
    return resumed;
  }

  async #sendAndRecord(cameraId: string, method: 'sequence.start' | 'sequence.cancel' | 'sequence.resume', params: object): Promise<Job> {
    const { job } = await this.#parts.orders.send(cameraId, method, params, jobResultSchema);
    this.#parts.ledger.record(job);
    return job;
  }
}

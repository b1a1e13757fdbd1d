/** The jobs of a fake camera; after the start only the test changes their state. */
import { RPC_ERROR, type Job, type JobSpec, type sequenceStartSchema } from '@eyepiece/shared-types';
import type { z } from 'zod';
import { RpcFailure } from '../../../src/ingest/transport/rpc-peer.ts';

type Start = z.infer<typeof sequenceStartSchema>;

export class FakeJobs {
  readonly #cameraId: string;
  readonly #send: (message: object) => void;
  readonly all = new Map<string, Job>();
  /** The parameters of each start. */
  readonly starts: Start[] = [];

  constructor(cameraId: string, send: (message: object) => void) {
    this.#cameraId = cameraId;
    this.#send = send;
  }

  get newestFirst(): Job[] {
    return [...this.all.values()].reverse();
  }

  get handlers(): Record<string, (params: never) => unknown> {
    return {
      'sequence.start': (start: Start) => ({ job: this.start(start) }),
      'sequence.cancel': ({ jobId }: { jobId: string }) => ({
        job: this.change(jobId, { state: 'cancelled', endedAtUs: Date.now() * 1000 }),
      }),
      'sequence.resume': ({ jobId }: { jobId: string }) => ({ job: this.change(jobId, { state: 'running' }) }),
      'sequence.estimate': () => ({ estimate: { bytes: 240e6, durationMs: 3600e3, freeBytes: 5e9, fits: true } }),
    };
  }

  start(start: Start): Job {
    const running = this.newestFirst.find(({ state }) => state === 'running');
    if (running)
      throw new RpcFailure({ code: RPC_ERROR.busy, message: `a ${running.job.kind} is running: ${running.done}/${running.total}` });
    this.starts.push(start);
    const job: Job = {
      id: start.jobId,
      cameraId: this.#cameraId,
      job: start.job,
      state: 'running',
      total: start.job.kind === 'clip' ? 60 : start.job.count,
      done: 0,
      missed: 0,
      bytes: 0,
      startedAtUs: Date.now() * 1000,
      ...(start.user && { user: start.user }),
    };
    this.all.set(job.id, job);
    return job;
  }

  /** Changes a job without a report to the hub. */
  change(id: string, changes: Partial<Job>): Job {
    const job = this.all.get(id);
    if (!job) throw new RpcFailure({ code: RPC_ERROR.invalidParams, message: `no job ${id}` });
    const changed = { ...job, ...changes };
    this.all.set(id, changed);
    return changed;
  }

  report(id: string, changes: Partial<Job> = {}): void {
    this.#send({ jsonrpc: '2.0', method: 'job', params: { job: this.change(id, changes) } });
  }
}

export const TIMELAPSE = { kind: 'timelapse' as const, count: 60, everyMs: 1000 } satisfies JobSpec;

import { JOB_LIMITS, type CameraState, type Job, type JobEstimate, type JobSpec, type User } from '@eyepiece/shared-types';
import { newUuid } from '../library/fake-captures.ts';
import { HubError } from '@eyepiece/client/hub-error';

const FREE_BYTES = 412e9;
const CLIP_BYTES_PER_S = 2.4e6;
const STEP_MS = 250;
const ENDED_KEPT = 5;
const SIZE_BYTES = { jpg: 640e3, png: 5.1e6, png8: 2.6e6, tiff: 7.9e6, 'ome-tiff': 7.9e6, raw: 2.6e6, mp4: 0 } as const;

export interface FakeJobsWorld {
  readonly camera: (id: string) => CameraState;
  readonly put: (camera: CameraState) => void;
  readonly tell: (job: Job) => void;
  /** Takes one picture of a job, or the whole clip; resolves with its size in bytes. */
  readonly take: (job: Job, index: number) => Promise<number>;
}

const isActive = ({ state }: Job): boolean => state === 'running' || state === 'paused';

/** In-memory jobs that run in real time. */
export class FakeJobs {
  readonly #world: FakeJobsWorld;

  constructor(world: FakeJobsWorld) {
    this.#world = world;
  }

  estimate(cameraId: string, spec: JobSpec): JobEstimate {
    const { settings } = this.#world.camera(cameraId);
    const durationMs = durationOf(spec, settings.frameRate ?? 30);
    const bytes = spec.kind === 'clip' ? (durationMs / 1000) * CLIP_BYTES_PER_S : spec.count * SIZE_BYTES[spec.format ?? 'jpg'];
    return { bytes: Math.round(bytes), durationMs, freeBytes: FREE_BYTES, fits: bytes * 2 < FREE_BYTES };
  }

  start(cameraId: string, spec: JobSpec, user: User): Job {
    const camera = this.#world.camera(cameraId);
    const running = camera.jobs.find(isActive);
    if (running) throw new HubError('camera_busy', `a ${running.job.kind} runs: ${running.done} of ${running.total}`);
    const job: Job = {
      id: newUuid(),
      cameraId,
      job: spec,
      state: 'running',
      total: spec.kind === 'clip' ? Math.ceil((spec.durationMs / 1000) * (camera.settings.frameRate ?? 30)) : spec.count,
      done: 0,
      missed: 0,
      bytes: 0,
      startedAtUs: Date.now() * 1000,
      user: { id: user.id, name: user.name },
    };
    this.#publish(job);
    void this.#run(job.id, cameraId);
    return job;
  }

  end(jobId: string, state: 'cancelled' | 'failed', reason?: string): Job {
    const { nextAtUs: _, ...job } = this.#find(jobId);
    const ended: Job = { ...job, state, endedAtUs: Date.now() * 1000, ...(reason ? { reason } : {}) };
    this.#publish(ended);
    return ended;
  }

  /** Simulates a camera that stays unplugged longer than a job waits. */
  pause(jobId: string, reason: string): void {
    const { nextAtUs: _, ...job } = this.#find(jobId);
    this.#publish({ ...job, state: 'paused', reason, resumable: true, gaps: [{ fromUs: Date.now() * 1000, reason }] });
  }

  resume(jobId: string): Job {
    const { reason: _, resumable: __, ...job } = this.#find(jobId);
    const resumed: Job = { ...job, state: 'running' };
    this.#publish(resumed);
    return resumed;
  }

  async #run(jobId: string, cameraId: string): Promise<void> {
    for (;;) {
      const job = this.#world.camera(cameraId).jobs.find(({ id }) => id === jobId);
      if (!job || !isActive(job)) return;
      if (job.state === 'paused') await after(STEP_MS);
      else if (job.job.kind === 'clip') await this.#record(job, job.job.durationMs);
      else await this.#step(job, job.job.kind === 'timelapse' ? job.job.everyMs : 120);
    }
  }

  async #step(job: Job, everyMs: number): Promise<void> {
    const bytes = await this.#world.take(job, job.done);
    const done = job.done + 1;
    const taken: Job = { ...this.#find(job.id), done, bytes: job.bytes + bytes };
    if (!isActive(taken)) return;
    if (done >= job.total) {
      this.#publish({ ...taken, state: 'done', endedAtUs: Date.now() * 1000 });
      return;
    }
    const nextAtMs = job.startedAtUs / 1000 + done * everyMs;
    this.#publish(job.job.kind === 'timelapse' ? { ...taken, nextAtUs: Math.round(nextAtMs * 1000) } : taken);
    while (Date.now() < nextAtMs && this.#find(job.id).state === 'running') await after(Math.min(STEP_MS, nextAtMs - Date.now()));
  }

  async #record(job: Job, durationMs: number): Promise<void> {
    await after(STEP_MS);
    const now = this.#find(job.id);
    const share = Math.min(1, (Date.now() - job.startedAtUs / 1000) / durationMs);
    if (now.state !== 'running') return;
    const going: Job = { ...now, done: Math.floor(share * job.total), bytes: Math.floor(((share * durationMs) / 1000) * CLIP_BYTES_PER_S) };
    if (share < 1) this.#publish(going);
    else {
      await this.#world.take(going, 0);
      this.#publish({ ...going, done: job.total, state: 'done', endedAtUs: Date.now() * 1000 });
    }
  }

  #find(jobId: string): Job {
    const job = ['bench-3', 'bench-4'].flatMap((id) => this.#world.camera(id).jobs).find(({ id }) => id === jobId);
    if (!job) throw new HubError('job_not_found', jobId);
    return job;
  }

  #publish(job: Job): void {
    const camera = this.#world.camera(job.cameraId);
    const others = camera.jobs.filter(({ id }) => id !== job.id);
    this.#world.put({ ...camera, jobs: [job, ...others].slice(0, ENDED_KEPT + 1), freeBytes: FREE_BYTES - job.bytes });
    this.#world.tell(job);
  }
}

function durationOf(spec: JobSpec, fps: number): number {
  if (spec.kind === 'clip') return spec.durationMs;
  if (spec.kind === 'timelapse') return (spec.count - 1) * spec.everyMs;
  return (Math.min(spec.count, JOB_LIMITS.burst.count[1]) / fps) * 1000;
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

import type { CameraState, Job, JobOrder } from '@eyepiece/shared-types';
import type { Cameras } from '../cameras.svelte.ts';
import type { Lease } from '../lease/lease.svelte.ts';
import type { HubClient, OneJob } from '../../hub/clients/hub-client.ts';
import type { HubConnection } from '../../hub/hub-connection.svelte.ts';
import { roleOf, whyNot } from '../../people/permissions.ts';
import { readPreference, writePreference } from '../../browser/preferences.ts';
import type { Session } from '../../people/session.svelte.ts';
import { isActive, KIND_NAMES } from './job-text.ts';

const KEPT = 100;
const DISMISSED_KEPT = 20;
/** How long the result of a job is shown. */
const RESULT_SHOWN_MS = 10 * 60_000;
const DISMISSED = 'jobs.dismissed';

export interface JobsDeps {
  readonly hub: HubClient;
  readonly cameras: Cameras;
  readonly session: Session;
  readonly connection: HubConnection;
  readonly lease: Pick<Lease, 'blocked'>;
}

/** The jobs of all cameras from the hub: they survive a reload and are the same for all users. */
export class Jobs {
  /** Newest first. */
  list = $state.raw<readonly Job[]>([]);
  /** A job command is pending. */
  busy = $state(false);
  #dismissed = $state.raw<readonly string[]>((readPreference(DISMISSED) ?? '').split(' ').filter(Boolean));
  readonly #deps: JobsDeps;
  readonly #undo: (() => void)[];

  readonly #here = $derived.by(() => this.list.filter(({ cameraId }) => cameraId === this.#deps.cameras.selected?.id));
  /** The active job of the selected camera. */
  readonly current = $derived.by<Job | null>(() => this.#here.find(isActive) ?? null);
  /** The last job of the selected camera, if it ended recently and was not dismissed here. */
  readonly result = $derived.by<Job | null>(() => {
    const last = this.#here.find((job) => !isActive(job));
    if (this.current || !last || this.#dismissed.includes(last.id)) return null;
    return Date.now() - this.localMs(last, last.endedAtUs ?? last.startedAtUs) < RESULT_SHOWN_MS ? last : null;
  });

  /** Reason why no job can be started on the selected camera. */
  readonly blocked = $derived.by<string | null>(() => {
    const role = whyNot(roleOf(this.#deps.session.user, this.#deps.cameras.selected?.id), 'sequence');
    if (role) return role;
    const camera = this.#deps.cameras.selected;
    if (!this.#deps.connection.connected) return 'The hub cannot be reached.';
    if (!camera || camera.status === 'offline') return 'The camera service is not running.';
    if (camera.status === 'disconnected') return 'The camera is not connected.';
    if (camera.status === 'stalled' && (camera.settings.trigger ?? 'free') === 'free') return 'The camera sends no frames.';
    if (this.#deps.lease.blocked) return this.#deps.lease.blocked;
    if (this.current) return `${KIND_NAMES[this.current.job.kind]} running: one job at a time.`;
    return this.busy ? 'A job is being started.' : null;
  });

  constructor(deps: JobsDeps) {
    this.#deps = deps;
    this.#undo = [
      deps.hub.events.on('cameras', (cameras) => this.#put(cameras.flatMap((camera) => camera.jobs))),
      deps.hub.events.on('camera', (camera) => this.#put(camera.jobs)),
      deps.hub.events.on('job', (job) => this.#put([job])),
    ];
  }

  /** Converts a job's time from the clock of the camera's host to this machine's, ms since the epoch. */
  localMs({ cameraId }: Job, cameraUs: number): number {
    const camera = this.#deps.cameras.list.find(({ id }) => id === cameraId);
    return this.#deps.connection.localMs(cameraUs - (camera?.clockStepUs ?? 0) - (camera?.clockOffsetUs ?? 0));
  }

  get(jobId: string): Job | undefined {
    return this.list.find(({ id }) => id === jobId);
  }

  /** @throws {HubError} */
  async start(camera: CameraState, order: JobOrder): Promise<void> {
    await this.#asking(() => this.#deps.hub.startJob(camera.id, order));
  }

  /** Pictures taken so far are kept. @throws {HubError} */
  async cancel(job: OneJob): Promise<void> {
    await this.#asking(() => this.#deps.hub.cancelJob(job));
  }

  /** @throws {HubError} */
  async resume(job: OneJob): Promise<void> {
    await this.#asking(() => this.#deps.hub.resumeJob(job));
  }

  dismiss(jobId: string): void {
    this.#dismissed = [jobId, ...this.#dismissed].slice(0, DISMISSED_KEPT);
    writePreference(DISMISSED, this.#dismissed.join(' '));
  }

  close(): void {
    for (const undo of this.#undo) undo();
  }

  async #asking(ask: () => Promise<Job>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      this.#put([await ask()]);
    } catch (error) {
      throw this.#deps.session.handleError(error);
    } finally {
      this.busy = false;
    }
  }

  #put(jobs: readonly Job[]): void {
    if (jobs.length === 0) return;
    const fresh = jobs.map((job) => this.#newest(job));
    const all = [...fresh, ...this.list.filter(({ id }) => !fresh.some((job) => job.id === id))];
    this.list = all.sort((a, b) => b.startedAtUs - a.startedAtUs).slice(0, KEPT);
  }

  /** An answer may arrive after a newer update of the same job: an ended job stays ended, and counts do not decrease. */
  #newest(job: Job): Job {
    const known = this.get(job.id);
    if (!known) return job;
    return (isActive(job) && !isActive(known)) || (known.state === job.state && known.done > job.done) ? known : job;
  }
}

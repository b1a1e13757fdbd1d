/** Takes, edits, trashes and deletes captures while processes are killed. */
import { setTimeout as delay } from 'node:timers/promises';
import type { GuideCapture, GuideKeptCapture, Job } from '@eyepiece/shared-types';
import type { SeededRandom } from '../../../figures/random.ts';
import { repeating } from '../../../timing/repeating.ts';
import type { ChaosSystem } from '../system.ts';
import { Acknowledged } from './acknowledged.ts';
import { Calls } from './calls.ts';
import { TwinUploads } from './twin-uploads.ts';

const SETTINGS = { roi: { left: 0, top: 0, width: 320, height: 240 }, exposure: 4 };
const PAUSE_MS = 50;
/** Captures that are ordered at the same time. */
const ORDERS = 3;
/** Persons who edit at the same time. */
const EDITORS = 2;
/** Edits concern the newest captures, so that several hubs change the same one. */
const NEWEST = 20;
const BURST = { from: 2, to: 6 };
/** Uncompressed, above the size from which a hub uploads to S3 in parts. */
const LARGE = { format: 'tiff', fullFrame: true };

/** Ways to order a capture, with their shares of all orders. */
const WAYS = [
  [0.3, 'direct'],
  [0.3, 'stored'],
  [0.2, 'kept'],
  [0.02, 'large'],
  [0.1, 'burst'],
  [0.08, 'twins'],
] as const satisfies readonly (readonly [number, string])[];
export type Way = (typeof WAYS)[number][1];

export class Load {
  readonly acknowledged: Acknowledged;
  /** Acknowledged orders by way. */
  readonly orders: Record<Way, number> = { direct: 0, stored: 0, kept: 0, large: 0, burst: 0, twins: 0 };
  purges = 0;
  readonly #system: ChaosSystem;
  readonly #random: SeededRandom;
  readonly #calls: Calls;
  readonly #twins: TwinUploads;
  /** Addresses of the camera services that have the settings of this run. */
  readonly #setUp = new Map<string, string>();
  #labels = 0;

  /** @param now milliseconds since the run began */
  constructor(system: ChaosSystem, random: SeededRandom, now: () => number) {
    this.acknowledged = new Acknowledged(now);
    this.#system = system;
    this.#random = random;
    this.#calls = new Calls(system, random);
    this.#twins = new TwinUploads(system, random);
  }

  /** Takes captures until this many have been acknowledged in total. @throws the reason of the signal */
  async captureUntil(count: number, signal: AbortSignal): Promise<void> {
    const order = async (): Promise<void> => {
      while (this.acknowledged.count < count) {
        signal.throwIfAborted();
        if (!(await this.#order(signal))) await delay(PAUSE_MS);
      }
    };
    await Promise.all(Array.from({ length: ORDERS }, order));
  }

  /** Edits the library. @returns a function that ends it, and waits for edits in progress */
  edit(): () => Promise<void> {
    const endings = Array.from({ length: EDITORS }, () => repeating(() => this.#editOne(), PAUSE_MS));
    return async () => void (await Promise.all(endings.map((end) => end())));
  }

  /** Asks how far the jobs are, until all have ended. @throws the reason of the signal */
  async endJobs(signal: AbortSignal): Promise<void> {
    for (const id of this.acknowledged.jobs.keys()) {
      for (;;) {
        signal.throwIfAborted();
        const job = await this.#calls.tryHub<Job>(`/jobs/${id}`, 'GET');
        if (job !== undefined) this.acknowledged.jobs.set(id, Math.max(job.done, this.acknowledged.jobs.get(id) ?? 0));
        if (job?.endedAtUs !== undefined) break;
        if (job?.resumable === true) await this.#calls.tryHub(`/jobs/${id}/resume`, 'POST', {});
        await delay(PAUSE_MS);
      }
    }
  }

  /** A request to any hub. @throws when there is no answer */
  get(path: string): Promise<Response> {
    return this.#calls.hub(path);
  }

  /** @returns whether the order was acknowledged */
  async #order(signal: AbortSignal): Promise<boolean> {
    const way = this.#way();
    if (way === 'twins') await this.#twins.upload(this.acknowledged, signal);
    else if (!(await this.#orderFrom(way))) return false;
    this.orders[way] += 1;
    return true;
  }

  async #orderFrom(way: Exclude<Way, 'twins'>): Promise<boolean> {
    const cameraId = this.#random.choose(this.#system.cameraIds);
    if (!(await this.#setUpCamera(cameraId))) return false;
    this.#labels += 1;
    const label = `order ${String(this.#labels)}`;
    if (way === 'burst') return this.#burst(cameraId, label);
    const answer = await this.#capture(cameraId, way, label);
    if (answer === undefined) return false;
    this.acknowledged.capture(answer.capture.id, answer.capture.sha256, way);
    return true;
  }

  #capture(cameraId: string, way: Way, label: string): Promise<GuideCapture | GuideKeptCapture | undefined> {
    if (way === 'direct') return this.#calls.tryCamera(cameraId, '/capture', 'POST', { label });
    const request = { label, answerWhen: way === 'kept' ? 'kept' : 'stored', ...(way === 'large' && LARGE) };
    return this.#calls.tryHub(`/cameras/${cameraId}/captures`, 'POST', request);
  }

  async #burst(cameraId: string, label: string): Promise<boolean> {
    const count = Math.round(this.#random.between(BURST.from, BURST.to));
    const job = await this.#calls.tryHub<Job>(`/cameras/${cameraId}/jobs`, 'POST', { kind: 'burst', count, label });
    if (job === undefined) return false;
    this.acknowledged.jobs.set(job.id, job.done);
    // A camera takes no pictures for others meanwhile.
    for (let state = job; state.endedAtUs === undefined;) {
      await delay(PAUSE_MS);
      const now = await this.#calls.tryHub<Job>(`/jobs/${job.id}`, 'GET');
      if (now === undefined) break; // `endJobs` looks again
      this.acknowledged.jobs.set(job.id, now.done);
      state = now;
    }
    return true;
  }

  async #setUpCamera(cameraId: string): Promise<boolean> {
    const url = this.#system.cameraUrl(cameraId);
    if (url === undefined) return false;
    if (this.#setUp.get(cameraId) === url) return true;
    if ((await this.#calls.tryCamera(cameraId, '/settings', 'PUT', SETTINGS)) === undefined) return false;
    this.#setUp.set(cameraId, url);
    return true;
  }

  async #editOne(): Promise<void> {
    const newest = [...this.acknowledged.captures.keys()].slice(-NEWEST);
    if (newest.length === 0) return;
    const id = this.#random.choose(newest);
    const what = this.#random.next();
    if (what < 0.85) {
      const notes = `note ${String(this.#random.next())}`;
      const done = this.acknowledged.edit(id, notes);
      const rating = Math.floor(what * 6);
      if ((await this.#calls.tryHub(`/captures/${id}`, 'PATCH', { rating, notes })) !== undefined) done();
    } else if (what < 0.95) {
      const done = this.acknowledged.trash(id);
      if ((await this.#calls.tryHub(`/captures/${id}`, 'DELETE')) !== undefined) done();
    } else {
      this.purges += 1;
      const done = this.acknowledged.history.beginPurge();
      if ((await this.#calls.tryHub('/storage/purge', 'POST')) !== undefined) done();
    }
  }

  #way(): Way {
    let at = this.#random.next();
    return WAYS.find(([share]) => (at -= share) < 0)?.[1] ?? 'direct';
  }
}

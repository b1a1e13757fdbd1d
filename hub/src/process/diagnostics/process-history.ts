/** Memory, processor time and event-loop delay of the hub over the last ten minutes. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { PROCESS_SAMPLES, type ProcessSample } from '@eyepiece/shared-types';
import { nowUs } from '../host-clock.ts';

/** Interval of the timer whose delay is measured, ms. */
const RESOLUTION_MS = 20;

export class ProcessHistory {
  readonly #database: () => ProcessSample['database'];
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #timer: NodeJS.Timeout;
  #samples: readonly ProcessSample[] = [];
  #cpu = process.cpuUsage();
  #atMs = performance.now();

  constructor(database: () => ProcessSample['database']) {
    this.#database = database;
    this.#delay.enable();
    this.#timer = setInterval(() => this.#sample(), PROCESS_SAMPLES.everyMs).unref();
  }

  /** Oldest first. */
  get samples(): readonly ProcessSample[] {
    return this.#samples;
  }

  /** May be called twice. */
  close(): void {
    clearInterval(this.#timer);
    this.#delay.disable();
  }

  #sample(): void {
    const atMs = performance.now();
    const { user, system } = process.cpuUsage(this.#cpu);
    const elapsedMs = Math.max(1, atMs - this.#atMs);
    const { rss, heapUsed, external } = process.memoryUsage();
    const sample = {
      atUs: nowUs(),
      rssBytes: rss,
      heapBytes: heapUsed,
      externalBytes: external,
      cpuPercent: tenths((user + system) / 10 / elapsedMs),
      delayP50Ms: this.#delayMs(50),
      delayP99Ms: this.#delayMs(99),
      database: this.#database(),
    };
    this.#samples = [...this.#samples.slice(1 - PROCESS_SAMPLES.kept), sample];
    this.#cpu = process.cpuUsage();
    this.#atMs = atMs;
    this.#delay.reset();
  }

  /** The histogram contains the whole interval between two calls of its timer. */
  #delayMs(percentile: number): number {
    return tenths(Math.max(0, this.#delay.percentile(percentile) / 1e6 - RESOLUTION_MS));
  }
}

const tenths = (value: number): number => Math.round(value * 10) / 10;

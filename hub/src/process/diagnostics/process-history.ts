/** Memory, processor time and event-loop delay of the hub over the last ten minutes. */
import type { RecordableHistogram } from 'node:perf_hooks';
import { PROCESS_SAMPLES, type ProcessSample } from '@eyepiece/shared-types';
import { nowUs } from '../host-clock.ts';
import type { EventLoopDelay } from '../event-loop/delay.ts';

export class ProcessHistory {
  readonly #database: () => ProcessSample['database'];
  readonly #delay: RecordableHistogram;
  readonly #timer: NodeJS.Timeout;
  #samples: readonly ProcessSample[] = [];
  #cpu = process.cpuUsage();
  #atMs = performance.now();

  constructor(database: () => ProcessSample['database'], delays: Pick<EventLoopDelay, 'histogram'>) {
    this.#database = database;
    this.#delay = delays.histogram();
    this.#timer = setInterval(() => this.#sample(), PROCESS_SAMPLES.everyMs).unref();
  }

  /** Oldest first. */
  get samples(): readonly ProcessSample[] {
    return this.#samples;
  }

  /** May be called twice. */
  close(): void {
    clearInterval(this.#timer);
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

  #delayMs(percentile: number): number {
    return tenths(this.#delay.percentile(percentile) / 1e6);
  }
}

const tenths = (value: number): number => Math.round(value * 10) / 10;

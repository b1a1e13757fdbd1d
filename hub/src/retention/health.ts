import { EventEmitter } from 'node:events';
import type { HubHealth } from '@eyepiece/shared-types';

interface Sources {
  /** Whether the database answers now. Never throws. */
  readonly pingDatabase: () => Promise<boolean>;
  /** That the disk leaves for captures. */
  readonly diskFreeBytes: () => Promise<number>;
  /** That the quota leaves; undefined without one. */
  readonly quotaFreeBytes: () => number | undefined;
  readonly everyMs?: number | undefined;
}

const EVERY_MS = 2000;
/** Free space is told again when it has changed by this part of it, not with every capture. */
const WORTH_TELLING = 0.02;

/** Looks after what the hub needs to keep captures, and says so when that changes. */
export class HealthWatch extends EventEmitter<{ changed: [HubHealth] }> {
  readonly #sources: Sources;
  #current: HubHealth;
  /** Of the smallest upload that found no room. */
  #refusedBytes = 1;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<HubHealth> | undefined;
  #closed = false;

  private constructor(sources: Sources, first: HubHealth) {
    super();
    this.#sources = sources;
    this.#current = first;
  }

  static async open(sources: Sources): Promise<HealthWatch> {
    const watch = new HealthWatch(sources, { database: 'ok', freeBytes: 0, full: null });
    await watch.look();
    return watch;
  }

  get current(): HubHealth {
    return this.#current;
  }

  /** An upload of this size found no room. */
  refused(sizeBytes: number): void {
    this.#refusedBytes = this.#current.full === null ? sizeBytes : Math.min(this.#refusedBytes, sizeBytes);
    void this.look();
  }

  /** Looks now, and from then on after each interval. */
  look(): Promise<HubHealth> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
      this.#schedule();
    });
    return this.#looking;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => void this.look(), this.#sources.everyMs ?? EVERY_MS).unref();
  }

  async #look(): Promise<HubHealth> {
    const { pingDatabase, diskFreeBytes, quotaFreeBytes } = this.#sources;
    const [answered, diskBytes] = await Promise.all([pingDatabase(), diskFreeBytes().catch(() => 0)]);
    const quotaBytes = quotaFreeBytes() ?? Infinity;
    const freeBytes = Math.min(diskBytes, quotaBytes);
    const full = freeBytes >= this.#refusedBytes ? null : quotaBytes < diskBytes ? 'quota' : 'disk';
    if (full === null) this.#refusedBytes = 1;
    const next: HubHealth = { database: answered ? 'ok' : 'unavailable', freeBytes, full };
    const before = this.#current;
    this.#current = next;
    if (!this.#closed && worthTelling(before, next)) this.emit('changed', next);
    return next;
  }
}

function worthTelling(before: HubHealth, after: HubHealth): boolean {
  if (before.database !== after.database || before.full !== after.full) return true;
  return Math.abs(before.freeBytes - after.freeBytes) > WORTH_TELLING * before.freeBytes;
}

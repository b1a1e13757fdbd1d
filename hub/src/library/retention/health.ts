import { EventEmitter } from 'node:events';
import type { HubHealth } from '@eyepiece/shared-types';

interface Sources {
  /** Whether the database responds. Never throws. */
  readonly pingDatabase: () => Promise<boolean>;
  /** Free disk space for captures. */
  readonly diskFreeBytes: () => Promise<number>;
  /** Whether captures can be stored. May hang with its file system. */
  readonly storeState: () => Promise<HubHealth['store']>;
  /** Free space of the quota; undefined without a quota. */
  readonly quotaFreeBytes: () => number | undefined;
  /** The connection to Redis; undefined for a single hub. */
  readonly redis?: RedisState | undefined;
  readonly everyMs?: number | undefined;
}

/** The connections to other hubs. */
export interface HubsState {
  readonly reachable: boolean;
}

/** The certificate of HTTPS. */
export interface CertificateState {
  readonly trouble: Exclude<HubHealth['certificate'], 'ok'>;
}

export interface RedisState {
  readonly up: boolean;
  on(event: 'up' | 'down', listener: () => void): unknown;
  off(event: 'up' | 'down', listener: () => void): unknown;
}

const EVERY_MS = 2000;
/** A file system that does not answer for this long is unavailable. */
const DEADLINE_MS = 5000;
/** Changes of free space below this fraction are not announced. */
const MIN_ANNOUNCED_CHANGE = 0.02;

/** Monitors database and free space, and emits changes. */
export class HealthWatch extends EventEmitter<{ changed: [HubHealth] }> {
  readonly #sources: Sources;
  #current: HubHealth;
  /** Size of the smallest refused upload. */
  #refusedBytes = 1;
  #timer: NodeJS.Timeout | undefined;
  #checking: Promise<HubHealth> | undefined;
  #hubs: HubsState | undefined;
  #certificate: CertificateState | undefined;
  #closed = false;

  private constructor(sources: Sources, first: HubHealth) {
    super();
    this.#sources = sources;
    this.#current = first;
  }

  static async open(sources: Sources): Promise<HealthWatch> {
    const watch = new HealthWatch(sources, { database: 'ok', freeBytes: 0, full: null, store: 'ok' });
    await watch.check();
    for (const event of ['up', 'down'] as const) sources.redis?.on(event, watch.#onRedis);
    return watch;
  }

  get current(): HubHealth {
    return this.#current;
  }

  /** Includes the other hubs from the next check on. They are connected later than the database. */
  includeHubs(hubs: HubsState): void {
    this.#hubs = hubs;
  }

  /** The same for the certificate of HTTPS. */
  includeCertificate(certificate: CertificateState): void {
    this.#certificate = certificate;
  }

  /** Reports that an upload of this size was refused. */
  refused(sizeBytes: number): void {
    this.#refusedBytes = this.#current.full === null ? sizeBytes : Math.min(this.#refusedBytes, sizeBytes);
    void this.check();
  }

  /** Checks now, and then at each interval. */
  check(): Promise<HubHealth> {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined;
      this.#schedule();
    });
    return this.#checking;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const event of ['up', 'down'] as const) this.#sources.redis?.off(event, this.#onRedis);
    await this.#checking;
  }

  readonly #onRedis = (): void => void this.check();

  #schedule(): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => void this.check(), this.#sources.everyMs ?? EVERY_MS).unref();
  }

  async #check(): Promise<HubHealth> {
    const { pingDatabase, diskFreeBytes, storeState, quotaFreeBytes } = this.#sources;
    const [answered, diskBytes, store] = await Promise.all([
      pingDatabase(),
      within(diskFreeBytes(), 0),
      within<HubHealth['store']>(storeState(), 'unavailable'),
    ]);
    const quotaBytes = quotaFreeBytes() ?? Infinity;
    const freeBytes = Math.min(diskBytes, quotaBytes);
    const full = freeBytes >= this.#refusedBytes ? null : quotaBytes < diskBytes ? 'quota' : 'disk';
    if (full === null) this.#refusedBytes = 1;
    const { redis } = this.#sources;
    const next: HubHealth = {
      database: answered ? 'ok' : 'unavailable',
      freeBytes,
      full,
      store,
      ...(redis && { redis: redis.up ? 'ok' : 'unavailable' }),
      ...(this.#hubs && { hubs: this.#hubs.reachable ? 'ok' : 'unreachable' }),
      ...(this.#certificate && { certificate: this.#certificate.trouble ?? 'ok' }),
    };
    const before = this.#current;
    this.#current = next;
    if (!this.#closed && isWorthAnnouncing(before, next)) this.emit('changed', next);
    return next;
  }
}

function isWorthAnnouncing(before: HubHealth, after: HubHealth): boolean {
  const states = ['database', 'full', 'store', 'redis', 'hubs', 'certificate'] as const;
  if (states.some((name) => before[name] !== after[name])) return true;
  return Math.abs(before.freeBytes - after.freeBytes) > MIN_ANNOUNCED_CHANGE * before.freeBytes;
}

/** The answer, or `otherwise` when it fails or is late. */
function within<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  const late = Promise.withResolvers<T>();
  const timer = setTimeout(() => late.resolve(otherwise), DEADLINE_MS);
  return Promise.race([answer.catch(() => otherwise), late.promise]).finally(() => clearTimeout(timer));
}

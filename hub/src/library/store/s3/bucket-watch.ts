/** Whether captures can be stored in a bucket: what the last upload found, or else what a small request finds. */
import { randomUUID } from 'node:crypto';
import { HubError } from '../../../errors.ts';
import type { StoreState } from '../file-store.ts';
import type { Bucket } from './bucket.ts';
import { isNotFound, statusOf, toHubError } from './failures.ts';

/** Requests cost money: at most one in this time. */
const EVERY_MS = 5000;
/** An endpoint that does not answer for this long is unavailable. */
const DEADLINE_MS = 3000;
/** Read to find out whether the endpoint answers. It need not exist. */
const KEY = 'database-id';

type Requests = Pick<Bucket, 'get' | 'put' | 'delete'>;

export class BucketWatch {
  readonly #bucket: Requests;
  readonly #now: () => number;
  #state: StoreState = 'ok';
  /** Whether the state is that of an upload, so that only an upload can tell that it has ended. */
  #needsWrite = false;
  #askedMs = -Infinity;
  #asking: Promise<void> | undefined;

  constructor(bucket: Requests, now: () => number = () => performance.now()) {
    this.#bucket = bucket;
    this.#now = now;
  }

  /** An upload has succeeded. */
  wrote(): void {
    this.#state = 'ok';
    this.#needsWrite = false;
    this.#askedMs = this.#now();
  }

  /** An upload has failed. */
  failed(error: unknown): void {
    const state = stateOf(error);
    if (state === undefined) return;
    this.#state = state;
    this.#needsWrite = state !== 'unavailable';
  }

  async state(): Promise<StoreState> {
    if (this.#now() - this.#askedMs >= EVERY_MS) {
      this.#askedMs = this.#now();
      this.#asking ??= this.#ask().finally(() => (this.#asking = undefined));
    }
    await this.#asking;
    return this.#state;
  }

  async #ask(): Promise<void> {
    try {
      await within(this.#needsWrite ? this.#writeProbe() : this.#read());
      this.wrote();
    } catch (error) {
      this.#state = stateOf(error) ?? 'unavailable';
    }
  }

  async #read(): Promise<void> {
    try {
      const { body } = await this.#bucket.get(KEY);
      body.destroy();
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  async #writeProbe(): Promise<void> {
    const key = `.probe-${randomUUID()}`;
    await this.#bucket.put(key, Buffer.from('probe'));
    await this.#bucket.delete(key);
  }
}

/** Undefined for an error that says nothing about the endpoint, such as a wrong digest. */
function stateOf(error: unknown): StoreState | undefined {
  const { code, cause } = error instanceof HubError ? error : toHubError(error);
  if (code === 'no_space') return 'full';
  if (code !== 'store_unavailable') return undefined;
  const status = statusOf(cause);
  return status === 401 || status === 403 || isBucketMissing(cause) ? 'refuses' : 'unavailable';
}

function isBucketMissing(error: unknown): boolean {
  return error instanceof Error && error.name === 'NoSuchBucket';
}

function within(work: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('the endpoint does not answer')), DEADLINE_MS);
  work.catch(() => undefined); // may fail after the deadline
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}

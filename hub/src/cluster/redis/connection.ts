/** One connection to Redis. It notices a server that hangs, and connects again with growing delays. */
import { EventEmitter } from 'node:events';
import { createClient, ErrorReply } from '@redis/client';
import { RedisUnavailableError, within } from './unavailable.ts';

export interface RedisTiming {
  /** Time for one attempt to connect, ms. */
  readonly connectMs: number;
  /** Interval of the checks whether Redis answers, and time for the answer, ms. */
  readonly pingEveryMs: number;
  readonly pingMs: number;
  /** Delay before the second attempt to reconnect; it doubles up to the maximum, ms. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
}

export const REDIS_TIMING: RedisTiming = { connectMs: 3000, pingEveryMs: 1000, pingMs: 2000, retryMs: 100, maxRetryMs: 3000 };

/** Commands without an answer. With a server that answers there are a few. */
const MAX_PENDING = 5000;

export type RedisClient = ReturnType<typeof newClient>;

interface ConnectionEvents {
  up: [];
  /** With the reason. Emitted once until the next `up`. */
  down: [error: Error];
}

export interface ConnectionOptions {
  readonly url: string;
  /** Shown by `CLIENT LIST`. */
  readonly name: string;
  readonly timing?: RedisTiming | undefined;
  /** Prepares each new connection before it counts as up. */
  readonly prepare?: (client: RedisClient) => Promise<void>;
}

function newClient({ url, name, timing = REDIS_TIMING }: ConnectionOptions) {
  return createClient({
    url,
    name,
    // Commands fail at once while Redis is away. This class reconnects, because the library waits for a hanging server.
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_PENDING,
    socket: { connectTimeout: timing.connectMs, reconnectStrategy: false },
  });
}

export class RedisConnection extends EventEmitter<ConnectionEvents> {
  readonly #options: ConnectionOptions;
  readonly #timing: RedisTiming;
  #client: RedisClient | undefined;
  #timer: NodeJS.Timeout | undefined;
  #attempts = 0;
  #closed = false;

  constructor(options: ConnectionOptions) {
    super();
    this.#options = options;
    this.#timing = options.timing ?? REDIS_TIMING;
  }

  get up(): boolean {
    return this.#client !== undefined;
  }

  /** @throws {RedisUnavailableError} while Redis is away */
  get client(): RedisClient {
    if (this.#client === undefined) throw new RedisUnavailableError('Redis is away');
    return this.#client;
  }

  /** One attempt. After a success, the connection is restored by itself whenever it breaks. */
  async connect(): Promise<void> {
    const client = newClient(this.#options);
    const failed = Promise.withResolvers<never>();
    failed.promise.catch(() => undefined);
    client.on('error', (error: unknown) => {
      const reason = error instanceof Error ? error : new Error(String(error));
      failed.reject(reason);
      this.#lost(client, reason);
    });
    client.on('end', () => this.#lost(client, new RedisUnavailableError('the connection ended')));
    try {
      const opening = (async () => {
        await client.connect();
        await this.#options.prepare?.(client);
      })();
      opening.catch(() => undefined);
      await within(Promise.race([opening, failed.promise]), this.#timing.connectMs, 'the connection to Redis');
      if (this.#closed) throw new RedisUnavailableError('the hub is stopping');
    } catch (error) {
      end(client);
      throw error;
    }
    this.#client = client;
    this.#attempts = 0;
    this.#later(this.#timing.pingEveryMs, () => void this.#ping(client));
    this.emit('up');
  }

  /** Ends the connection without waiting for answers. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = undefined;
    if (client) end(client);
  }

  async #ping(client: RedisClient): Promise<void> {
    try {
      await within(client.ping(), this.#timing.pingMs, 'an answer of Redis');
    } catch (error) {
      this.#lost(client, error as Error);
      return;
    }
    if (client === this.#client) this.#later(this.#timing.pingEveryMs, () => void this.#ping(client));
  }

  #lost(client: RedisClient, error: Error): void {
    if (client !== this.#client) return;
    this.#client = undefined;
    // Rejects the commands that wait for an answer.
    end(client);
    this.emit('down', error);
    this.#reconnect();
  }

  #reconnect(): void {
    const { retryMs, maxRetryMs } = this.#timing;
    // The first attempt is immediate. Hubs that lost the same server then spread their attempts.
    const delayMs = this.#attempts === 0 ? 0 : Math.min(maxRetryMs, retryMs * 2 ** (this.#attempts - 1)) * (0.5 + Math.random() / 2);
    this.#attempts += 1;
    this.#later(delayMs, () => {
      this.connect().catch(() => {
        if (!this.#closed) this.#reconnect();
      });
    });
  }

  #later(ms: number, work: () => void): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(work, ms).unref();
  }
}

/** For rejections of commands: every error that is not an answer of Redis means that it is away. @throws always */
export function rejectUnlessAnswered(error: unknown): never {
  if (error instanceof ErrorReply) throw error;
  throw new RedisUnavailableError('the connection to Redis broke', { cause: error });
}

function end(client: RedisClient): void {
  if (client.isOpen) client.destroy();
}

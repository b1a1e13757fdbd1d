/**
 * Redis for several hubs: keys, and messages to all hubs. Two connections, because one that receives messages accepts no
 * other commands. Nothing waits for Redis without a deadline, and nothing is queued while it is away.
 */
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { RedisConnection, REDIS_TIMING, rejectUnlessAnswered, type RedisClient, type RedisTiming } from './connection.ts';
import { failureOf, isFinal } from './failures.ts';
import { RedisUnavailableError, within } from './unavailable.ts';

/** Time for Redis to answer at the start of the hub, ms. */
const START_MS = 10_000;
const START_RETRY_MS = 250;
const COMMAND_MS = 1000;
/** Published messages that Redis has not confirmed. */
const MAX_UNCONFIRMED_BYTES = 8 * 1024 * 1024;

export type Argument = string | Buffer;
export type MessageListener = (message: Buffer, channel: string) => void;

interface RedisEvents {
  /** Redis is back after `down`. Messages in between are lost: read the state anew. */
  up: [];
  down: [error: Error];
}

export interface RedisOptions {
  readonly url: string;
  readonly logger: Logger;
  readonly timing?: RedisTiming;
  readonly startMs?: number;
}

export class Redis extends EventEmitter<RedisEvents> {
  readonly #commands: RedisConnection;
  readonly #messages: RedisConnection;
  readonly #listeners = new Map<string, Set<MessageListener>>();
  readonly #logger: Logger;
  readonly #prefix: string;
  #unconfirmedBytes = 0;
  #up = false;
  #closed = false;

  private constructor({ url, logger, timing = REDIS_TIMING }: RedisOptions) {
    super();
    this.setMaxListeners(0);
    this.#logger = logger;
    this.#prefix = `eyepiece:${databaseOf(url)}:`;
    this.#commands = new RedisConnection({ url, timing, name: 'eyepiece', prepare: assertSharded });
    this.#messages = new RedisConnection({ url, timing, name: 'eyepiece-messages', prepare: (client) => this.#subscribeAll(client) });
    for (const connection of [this.#commands, this.#messages]) {
      connection.on('up', () => this.#changed());
      connection.on('down', (error) => this.#changed(error));
    }
  }

  /** @throws {ClusterStartError} when Redis does not answer in time or refuses the connection */
  static async open(options: RedisOptions): Promise<Redis> {
    const redis = new Redis(options);
    const deadline = performance.now() + (options.startMs ?? START_MS);
    try {
      for (const connection of [redis.#commands, redis.#messages]) await firstConnect(connection, deadline);
    } catch (error) {
      redis.close();
      throw failureOf(options.url, error);
    }
    return redis;
  }

  get up(): boolean {
    return this.#up;
  }

  /** The name of a key or channel. Contains the number of the database, which channels ignore. */
  key(...parts: readonly string[]): string {
    return this.#prefix + parts.join(':');
  }

  /** Runs a command. @throws {RedisUnavailableError} or the error that Redis answers */
  async send<T = unknown>(args: readonly Argument[], deadlineMs = COMMAND_MS): Promise<T> {
    const answer = this.#commands.client.sendCommand<T & object>(args).catch(rejectUnlessAnswered);
    return within(answer, deadlineMs, `the Redis command ${String(args[0])}`);
  }

  /** Runs a Lua script, which Redis executes without interruption. */
  script<T = unknown>(lua: string, keys: readonly string[], args: readonly Argument[], deadlineMs = COMMAND_MS): Promise<T> {
    return this.send<T>(['EVAL', lua, String(keys.length), ...keys, ...args], deadlineMs);
  }

  /** Sends a message to the hubs that listen to the channel, this one included. @throws {RedisUnavailableError} */
  async publish(channel: string, message: Argument, deadlineMs = COMMAND_MS): Promise<void> {
    const bytes = Buffer.byteLength(message);
    if (this.#unconfirmedBytes + bytes > MAX_UNCONFIRMED_BYTES) throw new RedisUnavailableError('too many messages wait for Redis');
    const { client } = this.#commands;
    this.#unconfirmedBytes += bytes;
    const confirmed = client
      .sPublish(channel, message)
      .catch(rejectUnlessAnswered)
      .finally(() => (this.#unconfirmedBytes -= bytes));
    await within(confirmed, deadlineMs, 'a message to the other hubs');
  }

  /** Listens until the returned function is called, over all reconnections. */
  listen(channel: string, listener: MessageListener): () => void {
    const listeners = this.#listeners.get(channel) ?? new Set();
    listeners.add(listener);
    if (listeners.size === 1) {
      this.#listeners.set(channel, listeners);
      this.#subscribe((client) => client.sSubscribe(channel, this.#onMessage, true));
    }
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return;
      this.#listeners.delete(channel);
      this.#subscribe((client) => client.sUnsubscribe(channel));
    };
  }

  close(): void {
    this.#closed = true;
    this.#commands.close();
    this.#messages.close();
    this.#listeners.clear();
  }

  readonly #onMessage = (message: Buffer, channel: Buffer): void => {
    const name = channel.toString();
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        listener(message, name);
      } catch (error) {
        this.#logger.error({ err: error, channel: name }, 'a message of another hub could not be handled');
      }
    }
  };

  /** A failure ends the connection, because the hub would miss messages; the next one subscribes to everything. */
  #subscribe(change: (client: RedisClient) => Promise<void>): void {
    if (!this.#messages.up || this.#closed) return;
    const { client } = this.#messages;
    change(client).catch((error: unknown) => client.emit('error', error));
  }

  async #subscribeAll(client: RedisClient): Promise<void> {
    const channels = [...this.#listeners.keys()];
    if (channels.length > 0) await client.sSubscribe(channels, this.#onMessage, true);
    // A channel that was added or removed while Redis answered.
    const added = [...this.#listeners.keys()].filter((channel) => !channels.includes(channel));
    if (added.length > 0) await client.sSubscribe(added, this.#onMessage, true);
  }

  #changed(error?: Error): void {
    const up = this.#commands.up && this.#messages.up;
    if (up === this.#up || this.#closed) return;
    const first = !this.#up && up && this.listenerCount('up') === 0;
    this.#up = up;
    if (up) {
      if (!first) this.#logger.info('Redis answers again');
      this.emit('up');
    } else {
      const reason = error ?? new RedisUnavailableError('the connection ended');
      this.#logger.warn({ err: reason }, 'Redis is away: this hub works alone until it answers');
      this.emit('down', reason);
    }
  }
}

const databaseOf = (url: string): string => new URL(url).pathname.slice(1) || '0';

/** Sharded messages came with Redis 7. */
async function assertSharded(client: RedisClient): Promise<void> {
  await client.sendCommand(['PUBSUB', 'SHARDNUMSUB']);
}

async function firstConnect(connection: RedisConnection, deadline: number): Promise<void> {
  for (;;) {
    try {
      await connection.connect();
      return;
    } catch (error) {
      if (isFinal(error) || performance.now() + START_RETRY_MS > deadline) throw error;
      await sleep(START_RETRY_MS);
    }
  }
}

/** The hubs that are alive, kept in Redis. Each renews its entry; one that dies expires. */
import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { HubMessages } from '../messages/messages.ts';
import type { Redis } from '../redis/redis.ts';
import { ClusterStartError } from '../start-error.ts';
import { hubKeys, readEntries, refusalOf, type HubEntry } from './hub-entry.ts';

export interface DirectoryTiming {
  readonly renewMs: number;
  /** Time after which a hub that does not renew its entry is dead. */
  readonly expireMs: number;
}

const TIMING: DirectoryTiming = { renewMs: 2000, expireMs: 8000 };
const CHANGED = { name: 'hubs', schema: z.object({}) };

interface DirectoryEvents {
  changed: [];
}

interface DirectoryParts {
  readonly redis: Pick<Redis, 'script' | 'key' | 'on' | 'off'>;
  readonly messages: Pick<HubMessages, 'send' | 'receive'>;
  readonly own: HubEntry;
  readonly logger: Logger;
  readonly timing?: DirectoryTiming | undefined;
}

/**
 * Removes expired entries, writes the own one, and lists all. Redis' clock decides, so that the clocks of the hubs need not
 * agree. An older entry with the same address is a former run of this hub.
 */
const RENEW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
  redis.call('ZREM', KEYS[1], id)
  redis.call('HDEL', KEYS[2], id)
end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
return redis.call('HVALS', KEYS[2])`;

const LEAVE = `
for _, id in ipairs(ARGV) do
  redis.call('ZREM', KEYS[1], id)
  redis.call('HDEL', KEYS[2], id)
end`;

export class HubDirectory extends EventEmitter<DirectoryEvents> {
  readonly #parts: DirectoryParts;
  readonly #timing: DirectoryTiming;
  #others: readonly HubEntry[] = [];
  #timer: NodeJS.Timeout | undefined;
  #upSinceMs = -Infinity;
  #warned = '';
  #closed = false;

  constructor(parts: DirectoryParts) {
    super();
    this.setMaxListeners(0);
    this.#parts = parts;
    this.#timing = parts.timing ?? TIMING;
  }

  get hubId(): string {
    return this.#parts.own.hubId;
  }

  /** The other hubs that are alive. While Redis is away, those that were. */
  get hubs(): readonly HubEntry[] {
    return this.#others;
  }

  /** @throws {ClusterStartError} when another hub has other secrets, another database, or a protocol that this one does not speak */
  async join(): Promise<void> {
    const { own, redis, messages } = this.#parts;
    const others = await this.#renew();
    for (const other of others) {
      const refusal = refusalOf(own, other);
      if (refusal === undefined) continue;
      await this.#leave(own.hubId);
      throw new ClusterStartError(refusal);
    }
    // A former run of this hub that did not end cleanly.
    const former = others.filter(({ url }) => url === own.url).map(({ hubId }) => hubId);
    if (former.length > 0) await this.#leave(...former);
    this.#set(others.filter(({ hubId }) => !former.includes(hubId)));
    messages.receive(CHANGED, () => void this.#refresh());
    redis.on('up', this.#onUp);
    void messages.send(CHANGED, {});
    this.#schedule();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#parts.redis.off('up', this.#onUp);
    // A hub without Redis expires.
    await this.#leave(this.hubId).catch(() => undefined);
    await this.#parts.messages.send(CHANGED, {});
  }

  readonly #onUp = (): void => {
    this.#upSinceMs = performance.now();
    void this.#refresh().then(() => this.#parts.messages.send(CHANGED, {}));
  };

  async #refresh(): Promise<void> {
    if (this.#closed) return;
    try {
      const found = await this.#renew();
      const ids = new Set(found.map(({ hubId }) => hubId));
      // A Redis that was restarted knows only the hubs that have come back so far.
      const isFresh = performance.now() - this.#upSinceMs < this.#timing.expireMs;
      this.#set(isFresh ? [...found, ...this.#others.filter(({ hubId }) => !ids.has(hubId))] : found);
      this.#warn(found);
    } catch {
      // The connection reports that Redis is away.
    }
    this.#schedule();
  }

  async #renew(): Promise<HubEntry[]> {
    const { redis, own } = this.#parts;
    const values = await redis.script<string[]>(RENEW, this.#keys, [own.hubId, String(this.#timing.expireMs), JSON.stringify(own)]);
    return readEntries(values)
      .filter(({ hubId }) => hubId !== own.hubId)
      .sort((one, other) => (one.hubId < other.hubId ? -1 : 1));
  }

  async #leave(...hubIds: string[]): Promise<void> {
    await this.#parts.redis.script(LEAVE, this.#keys, hubIds);
  }

  get #keys(): string[] {
    return hubKeys(this.#parts.redis);
  }

  #set(others: readonly HubEntry[]): void {
    const before = this.#others.map(({ hubId }) => hubId).join();
    this.#others = others;
    if (others.map(({ hubId }) => hubId).join() !== before && !this.#closed) this.emit('changed');
  }

  /** Two hubs that started at the same time may have missed each other's entry. */
  #warn(others: readonly HubEntry[]): void {
    const { own, logger } = this.#parts;
    const same = others.find(({ url }) => url === own.url);
    const refusals = others.flatMap((other) => refusalOf(own, other) ?? []);
    const warning = same ? `HUB_ADVERTISE_URL=${own.url} is also the address of another hub: each hub needs its own` : (refusals[0] ?? '');
    if (warning !== '' && warning !== this.#warned) logger.error(warning);
    this.#warned = warning;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => void this.#refresh(), this.#timing.renewMs).unref();
  }
}

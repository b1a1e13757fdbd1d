/** Publishes the homes of cameras in Redis, one key per camera. A hub that does not renew its keys loses them. */
import type { Redis } from '../redis/redis.ts';
import type { Home } from './home-table.ts';

/** Time for which a key lives without renewal, ms: three missed renewals. */
const KEPT_MS = 10_000;

/** Sets the key, unless it has a home that outranks this one. Answers with that home. */
const PUBLISH = `
local known = redis.call('get', KEYS[1])
if known then
  local fence, hub = string.match(known, '^(%d+) (.+)$')
  if fence and (tonumber(fence) > tonumber(ARGV[1]) or (tonumber(fence) == tonumber(ARGV[1]) and hub > ARGV[2])) then
    return known
  end
end
redis.call('set', KEYS[1], ARGV[1] .. ' ' .. ARGV[2], 'PX', ARGV[3])
return false`;

export class HomeKeys {
  readonly #redis: Pick<Redis, 'script' | 'key'>;
  readonly #keptMs: number;

  constructor(redis: Pick<Redis, 'script' | 'key'>, keptMs = KEPT_MS) {
    this.#redis = redis;
    this.#keptMs = keptMs;
  }

  /**
   * Publishes or renews a home.
   * @returns the home that outranks it, if there is one
   * @throws {RedisUnavailableError}
   */
  async publish(cameraId: string, { fence, hubId }: Home): Promise<Home | undefined> {
    const args = [String(fence), hubId, String(this.#keptMs)];
    return readHome(await this.#redis.script(PUBLISH, [this.#redis.key('home', cameraId)], args));
  }
}

/** Undefined for anything that is not the value of a key. */
function readHome(value: unknown): Home | undefined {
  const [, fence, hubId] = /^(\d{1,16}) ([\da-f-]{36})$/.exec(Buffer.isBuffer(value) ? value.toString() : String(value)) ?? [];
  return fence === undefined || hubId === undefined ? undefined : { fence: Number(fence), hubId };
}

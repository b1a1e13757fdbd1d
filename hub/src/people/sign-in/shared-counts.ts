/**
 * The counts of failed sign-ins at all hubs, in Redis. Each hub also has its own counts, which hold while Redis is away.
 * Redis' clock decides about windows and blocks. The rules are those of sign-in-limiter.ts.
 */
import { createHash } from 'node:crypto';
import type { Redis } from '../../cluster/redis/redis.ts';
import type { GuessLimits } from '../../process/limits/sign-in-limits.ts';
import { BLOCK, HOUR_MS, REMEMBERED_MS } from './blocks.ts';

/** Signing in does not wait longer for a slow Redis. */
const DEADLINE_MS = 500;

interface CountedAttempt {
  /** Separates the limits of sign-ins and links. */
  readonly name: string;
  /** Account with network or device. */
  readonly client: string;
  readonly isKnown: boolean;
  readonly account: string;
  readonly network: string;
}

export interface SharedAttempt {
  /** Time for which the attempt is refused; it is then not counted. */
  readonly waitMs: number;
  readonly failures: number;
  readonly ofAccount: number;
  succeeded(): void;
  cancelled(): void;
}

/** KEYS: client, address, account, budget. Returns wait, failures of the client, failures on the account. */
const ATTEMPT = `
local isKnown, from, first, hour, remembered = ARGV[1] == '1', tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local perAddress, addressMs, perAccount = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local budget, perMs = tonumber(ARGV[9]), tonumber(ARGV[10]) / 1000
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function refused(ms) return { math.max(1, math.ceil(ms)), 0, 0 } end
local blockedUntil = tonumber(redis.call('HGET', KEYS[1], 'until') or '0')
if blockedUntil > now then return refused(blockedUntil - now) end
local left = budget
if not isKnown then
  if tonumber(redis.call('GET', KEYS[2]) or '0') >= perAddress then return refused(redis.call('PTTL', KEYS[2])) end
  if tonumber(redis.call('GET', KEYS[3]) or '0') >= perAccount then return refused(redis.call('PTTL', KEYS[3])) end
  local stored = redis.call('HMGET', KEYS[4], 'left', 'at')
  if stored[1] then left = math.min(budget, stored[1] + (now - stored[2]) * perMs) end
  if left < 1 then return refused((1 - left) / perMs) end
end
local failures = redis.call('HINCRBY', KEYS[1], 'failures', 1)
if failures >= from then redis.call('HSET', KEYS[1], 'until', now + math.min(first * 2 ^ (failures - from), hour)) end
redis.call('PEXPIRE', KEYS[1], remembered)
local ofAccount = 0
if not isKnown then
  if redis.call('INCR', KEYS[2]) == 1 then redis.call('PEXPIRE', KEYS[2], addressMs) end
  ofAccount = redis.call('INCR', KEYS[3])
  if ofAccount == 1 then redis.call('PEXPIRE', KEYS[3], hour) end
  redis.call('HSET', KEYS[4], 'left', left - 1, 'at', now)
  redis.call('PEXPIRE', KEYS[4], math.ceil(budget / perMs))
end
return { 0, failures, ofAccount }`;

/** The same keys. ARGV: whether known, whether the password was correct, the size of the budget. */
const REVERT = `
if ARGV[2] == '1' then redis.call('DEL', KEYS[1])
elseif redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('HINCRBY', KEYS[1], 'failures', -1)
  redis.call('HDEL', KEYS[1], 'until')
end
if ARGV[1] == '1' then return end
for i = 2, 3 do
  local count = tonumber(redis.call('GET', KEYS[i]) or '0')
  if count > 1 then redis.call('DECR', KEYS[i]) else redis.call('DEL', KEYS[i]) end
end
local left = redis.call('HGET', KEYS[4], 'left')
if left then redis.call('HSET', KEYS[4], 'left', math.min(tonumber(ARGV[3]), left + 1)) end`;

export class SharedCounts {
  readonly #redis: Pick<Redis, 'script' | 'key'>;

  constructor(redis: Pick<Redis, 'script' | 'key'>) {
    this.#redis = redis;
  }

  /** Checks and counts an attempt. @returns undefined while Redis is away */
  async attempt(attempt: CountedAttempt, limits: GuessLimits): Promise<SharedAttempt | undefined> {
    const known = attempt.isKnown ? '1' : '0';
    const keys = this.#keys(attempt);
    const rules = [BLOCK.fromFailure, BLOCK.firstMs, HOUR_MS, REMEMBERED_MS];
    const bounds = [limits.perAddress, limits.addressWindowMs, limits.perAccount, limits.budget, limits.budgetPerSecond];
    try {
      const args = [known, ...[...rules, ...bounds].map(String)];
      const [waitMs, failures, ofAccount] = await this.#redis.script<[number, number, number]>(ATTEMPT, keys, args, DEADLINE_MS);
      const revert = (isCorrect: '0' | '1'): void => {
        // A count that is not reverted expires.
        this.#redis.script(REVERT, keys, [known, isCorrect, String(limits.budget)], DEADLINE_MS).catch(() => undefined);
      };
      return { waitMs, failures, ofAccount, succeeded: () => revert('1'), cancelled: () => revert('0') };
    } catch {
      return undefined;
    }
  }

  /** Digests, because clients choose the length of an account's name. */
  #keys({ name, client, isKnown, account, network }: CountedAttempt): string[] {
    const key = (kind: string, value: string): string =>
      this.#redis.key('limits', name, kind, createHash('sha256').update(value).digest('base64url').slice(0, 22));
    return [
      key(isKnown ? 'known-client' : 'client', client),
      key('address', network),
      key('account', account),
      this.#redis.key('limits', name, 'budget'),
    ];
  }
}

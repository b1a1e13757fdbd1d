import { isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { rateLimited } from '../errors.ts';

/** Failures of one account from one address before it has to wait, and how long: doubling from the first to the last. */
const FREE_FAILURES = 5;
const FIRST_WAIT_SECONDS = 60;
const LONGEST_WAIT_SECONDS = 3600;
const REMEMBERED_SECONDS = 24 * 3600;
/** Failures from one address, whatever the account: a password tried on many accounts. */
const PER_ADDRESS = { points: 20, duration: 15 * 60 };
/** Failures of one account from everywhere: many addresses trying one account. High, since it shuts its owner out. */
const PER_ACCOUNT = { points: 100, duration: 3600 };

/** Counts an attempt before its password is checked, so that attempts made at once are counted at once too. */
export class LoginLimiter {
  readonly #failures = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: REMEMBERED_SECONDS });
  /** One attempt, and with it the wait until the next. */
  readonly #waits = new RateLimiterMemory({ points: 1, duration: LONGEST_WAIT_SECONDS });
  readonly #addresses = new RateLimiterMemory(PER_ADDRESS);
  readonly #accounts = new RateLimiterMemory(PER_ACCOUNT);

  /**
   * Asks for one attempt. Call `succeeded` of the answer when the password was right.
   * @throws {HubError} rate_limited
   */
  async attempt(account: string, address: string): Promise<{ succeeded: () => Promise<void> }> {
    const network = networkOf(address);
    const pair = `${account}|${network}`;
    await this.#countPair(pair);
    await consume(this.#addresses, network);
    await consume(this.#accounts, account);
    return {
      succeeded: async () => {
        await Promise.all([
          this.#failures.delete(pair),
          this.#waits.delete(pair),
          this.#addresses.reward(network),
          this.#accounts.reward(account),
        ]);
      },
    };
  }

  async #countPair(pair: string): Promise<void> {
    const { consumedPoints: attempts } = await this.#failures.consume(pair);
    if (attempts < FREE_FAILURES) return;
    const seconds = Math.min(FIRST_WAIT_SECONDS * 2 ** (attempts - FREE_FAILURES), LONGEST_WAIT_SECONDS);
    try {
      await consume(this.#waits, pair, seconds);
    } catch (error) {
      await this.#failures.reward(pair);
      throw error;
    }
  }
}

async function consume(limiter: RateLimiterMemory, key: string, seconds?: number): Promise<void> {
  try {
    await limiter.consume(key, 1, seconds === undefined ? {} : { customDuration: seconds });
  } catch (error) {
    if (error instanceof RateLimiterRes) throw tooMany(error.msBeforeNext);
    throw error;
  }
}

function tooMany(waitMs: number): Error {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return rateLimited(`Too many sign-ins that failed, try again in ${String(seconds)} s`, seconds);
}

/** What one party is taken to hold: an IPv4 address, or an IPv6 /64, of which every host has many addresses. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const groups = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1).split('::');
  const head = groups[0]?.split(':').filter(Boolean) ?? [];
  const tail = groups[1]?.split(':').filter(Boolean) ?? [];
  const middle = Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0');
  return [...head, ...middle, ...tail].slice(0, 4).join(':');
}

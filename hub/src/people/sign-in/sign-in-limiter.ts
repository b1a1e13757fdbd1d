/**
 * Limits guessing of passwords and links. Attempts are delayed first, then refused for a time.
 *
 * A client is identified by its device cookie for the account, otherwise by its address. Clients that have signed in to
 * the account before have separate counts, so that failures of others never block them. All other clients share a
 * budget. Every new count uses the budget, so a flood cannot evict a count from bounded memory while it is blocking.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { networkOf } from '../../network/client.ts';
import { rateLimited, type HubError } from '../../errors.ts';
import { DEFAULT_LIMITS } from '../../process/limits/limits.ts';
import type { GuessLimits } from '../../process/limits/sign-in-limits.ts';
import { upTo } from '../../process/limits/growing-cache.ts';
import { BLOCK, HOUR_MS, REMEMBERED_MS } from './blocks.ts';
import { FailureBudget } from './failure-budget.ts';
import type { SharedCounts } from './shared-counts.ts';
import { WindowCounts } from './window-counts.ts';

/** A sign-in attempt. */
export interface Attempt {
  readonly account: string;
  readonly address: string;
  /** Id of a device that has signed in to this account before. */
  readonly device?: string | undefined;
  /** Whether this account has signed in from this address before. */
  readonly isKnownAddress?: boolean;
}

/** An attempt that is counted as a failure for now. */
export interface Counted {
  /** The password was correct: resets the client's count. */
  succeeded(): void;
  /** The password was not checked: reverts the count. */
  cancelled(): void;
}

export interface LimiterOptions {
  readonly limits?: GuessLimits;
  readonly delay?: (ms: number) => Promise<unknown>;
  readonly onRefused?: (() => void) | undefined;
  /** Counts of all hubs; undefined for a single hub. */
  readonly shared?: SharedCounts | undefined;
}

interface Client {
  failures: number;
  blockedUntilMs: number;
}

/** Delays before the check start with the third attempt of a client on an account, and double. */
const DELAY = { undelayed: 2, firstMs: 250, longestMs: 4_000 };
/** Unknown clients are delayed when an account or the whole hub has used this share of its failures. */
const BUSY = { share: 0.5, delayMs: 1_000 };

export class SignInLimiter {
  readonly #limits: GuessLimits;
  readonly #delay: (ms: number) => Promise<unknown>;
  readonly #onRefused: (() => void) | undefined;
  readonly #known: LRUCache<string, Client>;
  readonly #unknown: LRUCache<string, Client>;
  readonly #addresses: WindowCounts;
  readonly #accounts: WindowCounts;
  readonly #budget: FailureBudget;
  readonly #shared: SharedCounts | undefined;
  readonly #name: string;
  #delayed = 0;

  /** @param name separates the counts of this limiter from those of others, at all hubs */
  constructor({ limits = DEFAULT_LIMITS.guesses, delay = sleep, onRefused, shared }: LimiterOptions = {}, name = 'sign-ins') {
    const { maxEntries } = limits;
    const perClient = { ...upTo(maxEntries), ttl: REMEMBERED_MS, ttlResolution: 0, perf: { now: () => performance.now() } };
    this.#limits = limits;
    this.#delay = delay;
    this.#shared = shared;
    this.#name = name;
    this.#onRefused = onRefused;
    this.#known = new LRUCache(perClient);
    this.#unknown = new LRUCache(perClient);
    this.#addresses = new WindowCounts({ windowMs: limits.addressWindowMs, maxEntries });
    this.#accounts = new WindowCounts({ windowMs: HOUR_MS, maxEntries });
    this.#budget = new FailureBudget(limits.budget, limits.budgetPerSecond);
  }

  /** Number of counts in memory. */
  get entries(): number {
    return this.#known.size + this.#unknown.size + this.#addresses.size + this.#accounts.size;
  }

  /**
   * Registers an attempt. It is counted before the password is checked, so that concurrent attempts all count.
   * @throws {HubError} rate_limited
   */
  async attempt({ account, address, device, isKnownAddress = false }: Attempt): Promise<Counted> {
    const network = networkOf(address);
    const isKnown = device !== undefined || isKnownAddress;
    const clients = isKnown ? this.#known : this.#unknown;
    const key = `${account}|${device === undefined ? network : `device ${device}`}`;
    const client = clients.get(key) ?? { failures: 0, blockedUntilMs: 0 };
    this.#refuseFor(client.blockedUntilMs - performance.now());
    if (!isKnown) this.#refuseUnknown(account, network);

    client.failures += 1;
    const failures = client.failures;
    const excess = failures - BLOCK.fromFailure;
    if (excess >= 0) client.blockedUntilMs = performance.now() + Math.min(BLOCK.firstMs * 2 ** excess, HOUR_MS);
    clients.set(key, client);
    if (!isKnown) this.#countUnknown(account, network);
    const revert = (): void => {
      if (!isKnown) this.#revertUnknown(account, network);
    };
    const here: Counted = {
      succeeded: () => {
        clients.delete(key);
        revert();
      },
      cancelled: () => {
        client.failures -= 1;
        client.blockedUntilMs = 0;
        revert();
      },
    };
    const accountHere = isKnown ? 0 : this.#accounts.get(account);
    const everywhere =
      this.#shared && (await this.#shared.attempt({ name: this.#name, client: key, isKnown, account, network }, this.#limits));
    if (everywhere !== undefined && everywhere.waitMs > 0) {
      here.cancelled();
      throw this.#refusal(everywhere.waitMs);
    }
    const counted: Counted = {
      succeeded: () => [here, everywhere].forEach((counts) => counts?.succeeded()),
      cancelled: () => [here, everywhere].forEach((counts) => counts?.cancelled()),
    };
    await this.#slowDown(Math.max(failures, everywhere?.failures ?? 0), Math.max(accountHere, everywhere?.ofAccount ?? 0), counted);
    return counted;
  }

  /** Refuses an address with too many failures. Counts nothing. @throws {HubError} rate_limited */
  assertAddress(address: string): void {
    this.#refuseAddress(networkOf(address));
  }

  #refuseAddress(network: string): void {
    if (this.#addresses.get(network) >= this.#limits.perAddress) this.#refuseFor(this.#addresses.remainingMs(network));
  }

  /** @throws {HubError} rate_limited */
  #refuseUnknown(account: string, network: string): void {
    const { perAccount } = this.#limits;
    this.#refuseAddress(network);
    if (this.#accounts.get(account) >= perAccount) this.#refuseFor(this.#accounts.remainingMs(account));
    this.#refuseFor(this.#budget.waitMs);
  }

  #countUnknown(account: string, network: string): void {
    this.#addresses.add(network);
    this.#accounts.add(account);
    this.#budget.take();
  }

  #revertUnknown(account: string, network: string): void {
    this.#addresses.revert(network);
    this.#accounts.revert(account);
    this.#budget.refund();
  }

  async #slowDown(ofClient: number, ofAccount: number, counted: Counted): Promise<void> {
    const excess = ofClient - DELAY.undelayed - 1;
    const isBusy = ofAccount > this.#limits.perAccount * BUSY.share || (ofAccount > 0 && this.#budget.share < BUSY.share);
    const delayMs = Math.max(excess < 0 ? 0 : Math.min(DELAY.firstMs * 2 ** excess, DELAY.longestMs), isBusy ? BUSY.delayMs : 0);
    if (delayMs === 0) return;
    if (this.#delayed >= this.#limits.maxDelayed) {
      counted.cancelled();
      throw this.#refusal(DELAY.longestMs);
    }
    this.#delayed += 1;
    try {
      await this.#delay(delayMs);
    } finally {
      this.#delayed -= 1;
    }
  }

  #refuseFor(waitMs: number): void {
    if (waitMs > 0) throw this.#refusal(waitMs);
  }

  #refusal(waitMs: number): HubError {
    this.#onRefused?.();
    const seconds = Math.max(1, Math.ceil(waitMs / 1000));
    return rateLimited(`Too many failed sign-ins, try again in ${String(seconds)} s`, seconds);
  }
}

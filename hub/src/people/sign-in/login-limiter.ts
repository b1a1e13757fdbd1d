/**
 * How often passwords and links may be guessed. Attempts are slowed down first, then refused for a time.
 *
 * A client is told by its device cookie for the account if it has one, else by its address. Clients that have signed in
 * to the account before have counts of their own: failures of others never refuse them. All others share a budget.
 * Every new count takes from the budget, so no flood pushes a count out of the bounded memory while it refuses someone.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { networkOf } from '../../network/client.ts';
import { rateLimited, type HubError } from '../../errors.ts';
import { DEFAULT_LIMITS, type GuessLimits } from '../../limits.ts';
import { FailureBudget } from './failure-budget.ts';
import { WindowCounts } from './window-counts.ts';

const HOUR_MS = 3_600_000;
/** Failures of one client on one account before it waits, and how long it waits: doubling up to an hour. */
const FREE_FAILURES = 5;
const FIRST_WAIT_MS = 60_000;
const REMEMBERED_MS = 24 * HOUR_MS;
/** Delays before the check: from the third attempt of one client on one account on, doubling. */
const UNDELAYED = 2;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 4_000;
/** Unknown clients are delayed when an account or the whole hub sees so many failures: a share of what is allowed. */
const BUSY_SHARE = 0.5;
const BUSY_DELAY_MS = 1_000;

/** Who tries to sign in to what. */
export interface Attempt {
  readonly account: string;
  readonly address: string;
  /** Names a client that has proved that it signed in to this account before. */
  readonly device?: string | undefined;
  /** Whether somebody signed in to this account from this address before. */
  readonly isKnownAddress?: boolean;
}

/** An attempt that has been counted as a failure. */
export interface Counted {
  /** The password was right: the client starts anew. */
  succeeded(): void;
  /** The password was not checked after all. */
  cancelled(): void;
}

export interface LimiterOptions {
  readonly limits?: GuessLimits;
  readonly delay?: (ms: number) => Promise<unknown>;
  readonly onRefused?: (() => void) | undefined;
}

interface Client {
  failures: number;
  blockedUntilMs: number;
}

export class LoginLimiter {
  readonly #limits: GuessLimits;
  readonly #delay: (ms: number) => Promise<unknown>;
  readonly #onRefused: (() => void) | undefined;
  readonly #known: LRUCache<string, Client>;
  readonly #unknown: LRUCache<string, Client>;
  readonly #addresses: WindowCounts;
  readonly #accounts: WindowCounts;
  readonly #budget: FailureBudget;
  #delayed = 0;

  constructor({ limits = DEFAULT_LIMITS.guesses, delay = sleep, onRefused }: LimiterOptions = {}) {
    const { maxEntries } = limits;
    const perClient = { max: maxEntries, ttl: REMEMBERED_MS, ttlResolution: 0, perf: { now: () => performance.now() } };
    this.#limits = limits;
    this.#delay = delay;
    this.#onRefused = onRefused;
    this.#known = new LRUCache(perClient);
    this.#unknown = new LRUCache(perClient);
    this.#addresses = new WindowCounts({ windowMs: limits.addressWindowMs, maxEntries });
    this.#accounts = new WindowCounts({ windowMs: HOUR_MS, maxEntries });
    this.#budget = new FailureBudget(limits.budget, limits.budgetPerSecond);
  }

  /** What is kept in memory. */
  get entries(): number {
    return this.#known.size + this.#unknown.size + this.#addresses.size + this.#accounts.size;
  }

  /**
   * Asks for one attempt. It is counted before the password is checked, so that attempts made at once all count.
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
    const excess = client.failures - FREE_FAILURES;
    if (excess >= 0) client.blockedUntilMs = performance.now() + Math.min(FIRST_WAIT_MS * 2 ** excess, HOUR_MS);
    clients.set(key, client);
    if (!isKnown) this.#countUnknown(account, network);
    const takeBack = (): void => {
      if (!isKnown) this.#takeBackUnknown(account, network);
    };
    const counted: Counted = {
      succeeded: () => {
        clients.delete(key);
        takeBack();
      },
      cancelled: () => {
        client.failures -= 1;
        client.blockedUntilMs = 0;
        takeBack();
      },
    };
    await this.#slowDown(client.failures, isKnown ? 0 : this.#accounts.get(account), counted);
    return counted;
  }

  /** Whether so much has failed from this address that nothing is asked for it. Counts nothing. @throws {HubError} rate_limited */
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

  #takeBackUnknown(account: string, network: string): void {
    this.#addresses.takeBack(network);
    this.#accounts.takeBack(account);
    this.#budget.giveBack();
  }

  async #slowDown(ofClient: number, ofAccount: number, counted: Counted): Promise<void> {
    const excess = ofClient - UNDELAYED - 1;
    const isBusy = ofAccount > this.#limits.perAccount * BUSY_SHARE || (ofAccount > 0 && this.#budget.share < BUSY_SHARE);
    const delayMs = Math.max(excess < 0 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** excess, LONGEST_DELAY_MS), isBusy ? BUSY_DELAY_MS : 0);
    if (delayMs === 0) return;
    if (this.#delayed >= this.#limits.maxDelayed) {
      counted.cancelled();
      throw this.#refusal(LONGEST_DELAY_MS);
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
    return rateLimited(`Too many sign-ins that failed, try again in ${String(seconds)} s`, seconds);
  }
}

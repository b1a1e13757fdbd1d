/** Sign-ins of people and guests. */
export interface LoginLimits {
  /** Active sign-ins per user; one more ends the least recently used. */
  readonly maxPerUser: number;
  /** Sign-ins with cached state. */
  readonly maxRemembered: number;
}

/** Limits for guessing passwords and links. */
export interface GuessLimits {
  /** Failures per address and window, over all accounts. */
  readonly perAddress: number;
  readonly addressWindowMs: number;
  /** Failures per account and hour, by clients that never signed in to it. */
  readonly perAccount: number;
  /** Failures of all clients that never signed in: burst, and refill per second. */
  readonly budget: number;
  readonly budgetPerSecond: number;
  /** Entries per table of counts. Must exceed the budget of an hour, which is the longest block. */
  readonly maxEntries: number;
  /** Concurrently delayed attempts. */
  readonly maxDelayed: number;
}

export const LOGIN_LIMITS: LoginLimits = {
  maxPerUser: 100,
  maxRemembered: 20_000,
};

export const GUESS_LIMITS: GuessLimits = {
  perAddress: 20,
  addressWindowMs: 15 * 60_000,
  perAccount: 100,
  budget: 1000,
  budgetPerSecond: 2,
  maxEntries: 20_000,
  maxDelayed: 256,
};
